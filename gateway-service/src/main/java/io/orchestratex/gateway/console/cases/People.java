package io.orchestratex.gateway.console.cases;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.identity.UserApi;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may work on cases, and whose they were.
 *
 * @param me id of who looks at the page
 * @param names of all users by id, with the looker first
 * @param choices of those who may sign in
 * @param all whether these are all users
 */
record People(String me, Map<String, String> names, Map<String, String> choices, boolean all) {

  People {
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    choices = Collections.unmodifiableMap(new LinkedHashMap<>(choices));
  }

  static People of(UserApi users, Visit visit) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put(visit.caller().subject(), visit.caller().name());
    Map<String, String> choices = new LinkedHashMap<>(names);
    boolean all = false;
    try {
      UserApi.Known known = users.known(visit);
      names.putAll(known.names());
      known
          .names()
          .forEach((id, name) -> {
            if (known.enabled().contains(id)) {
              choices.put(id, name);
            }
          });
      all = known.all();
    } catch (ServiceFault e) {
      // Ids are shown in place of names.
    }
    return new People(visit.caller().subject(), names, choices, all);
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
