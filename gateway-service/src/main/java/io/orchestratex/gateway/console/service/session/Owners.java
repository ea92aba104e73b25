package io.orchestratex.gateway.console.service.session;

import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.ServiceFault;
import io.orchestratex.gateway.console.service.identity.UserApi;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who owns sessions, agents and tasks, and what follows from it. The services know owners by their
 * ids; only an admin may read the names of others.
 */
@Singleton
public final class Owners {

  private static final int SHORT = 8;
  private static final Pattern USER_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final UserApi users;

  Owners(UserApi users) {
    this.users = users;
  }

  /**
   * Names by id; who looks is among them.
   *
   * @param all whether these are all users, so that another one was deleted
   */
  public record Names(String self, Map<String, String> byId, boolean all) {

    public Names {
      byId = Map.copyOf(byId);
    }

    /** Only who looks is known. */
    public static Names onlyOf(Visit visit) {
      return new Names(visit.caller().subject(), Map.of(), false);
    }

    /** What to call who ordered something; what is no user, such as a schedule, stays as it is. */
    public String by(String orderer) {
      return USER_ID.matcher(orderer).matches() ? of(orderer) : orderer;
    }

    /** What to call an owner: {@code you}, a name, or the beginning of the id. */
    public String of(String id) {
      if (id.equals(self)) {
        return "you";
      }
      String name = byId.get(id);
      if (name != null) {
        return name;
      }
      String shortened = id.substring(0, Math.min(SHORT, id.length()));
      return all ? shortened + " (deleted)" : shortened;
    }

    /**
     * A filter by owner: whoever is known here, and whom the address names.
     *
     * @param name in the address
     */
    public Filter filter(String name, @Nullable String given) {
      Map<String, String> options = new LinkedHashMap<>();
      options.put(self, "you");
      byId.entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .forEach(user -> options.putIfAbsent(user.getKey(), user.getValue()));
      if (given != null) {
        options.putIfAbsent(given, of(given));
      }
      List<Filter.Option> choices = new ArrayList<>();
      options.forEach((id, label) -> choices.add(new Filter.Option(id, label)));
      return new Filter.Choice(name, "Owner", choices);
    }
  }

  /** Names as far as this person may know them; without them pages show ids. */
  public Names names(Visit visit) {
    if (!visit.may()) {
      return Names.onlyOf(visit);
    }
    try {
      UserApi.Known known = users.known(visit);
      return new Names(visit.caller().subject(), known.names(), known.all());
    } catch (ServiceFault e) {
      return Names.onlyOf(visit); // Ids do as well.
    }
  }

  /**
   * Why a person may not change what another owns; null when they may.
   *
   * @param thing such as {@code session}
   */
  public static @Nullable String refusal(Visit visit, String owner, String thing) {
    return visit.may() || visit.caller().subject().equals(owner)
        ? null
        : "Only its owner or an admin may change this " + thing + ".";
  }
}
