package io.orchestratex.gateway.console.cases;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.alert.CaseApi;
import io.orchestratex.kit.access.Role;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may work on cases, as far as this person may know: an admin knows every user, all others
 * themselves.
 *
 * @param me id of who looks at the page
 * @param names by id, with the looker first
 * @param all whether these are all users
 */
record People(String me, Map<String, String> names, boolean all) {

  People {
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  static People of(CaseApi api, Visit visit) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(visit.caller().subject(), visit.caller().name());
    boolean all = visit.caller().roles().contains(Role.ADMIN);
    if (all) {
      try {
        api.people(visit).forEach(person -> names.put(person.id(), person.username()));
      } catch (ServiceFault e) {
        all = false; // Ids are shown in place of names.
      }
    }
    return new People(visit.caller().subject(), names, all);
  }

  /** The name of a user, or the id where the name is not known. */
  String name(@Nullable String id) {
    return id == null ? "nobody" : names.getOrDefault(id, id);
  }

  /** A text with names in place of the ids in it. */
  String named(String text) {
    String named = text;
    for (Map.Entry<String, String> person : names.entrySet()) {
      named = named.replace(person.getKey(), person.getValue());
    }
    return named;
  }
}
