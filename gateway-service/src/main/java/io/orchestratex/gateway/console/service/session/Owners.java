package io.orchestratex.gateway.console.service.session;

import io.orchestratex.gateway.console.frame.Filter;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.ServiceClient;
import io.orchestratex.gateway.console.service.ServiceFault;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who owns sessions, agents and tasks, and what follows from it. The services know owners by their
 * ids; only an admin may read the names of others.
 */
@Singleton
public final class Owners {

  private static final int SHORT = 8;

  private final ServiceClient client;

  Owners(ServiceClient client) {
    this.client = client;
  }

  private record User(String id, String username) {}

  /** Names by id; who looks is among them. */
  public record Names(String self, Map<String, String> byId) {

    public Names {
      byId = Map.copyOf(byId);
    }

    /** What to call an owner: {@code you}, a name, or the beginning of the id. */
    public String of(String id) {
      if (id.equals(self)) {
        return "you";
      }
      String name = byId.get(id);
      return name != null ? name : id.substring(0, Math.min(SHORT, id.length()));
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
    Map<String, String> names = new LinkedHashMap<>();
    if (visit.may()) {
      try {
        client
            .page(visit, Address.of("/api/v1/users").with("limit", 100), User.class)
            .items()
            .forEach(user -> names.put(user.id(), user.username()));
      } catch (ServiceFault e) {
        names.clear(); // Ids do as well.
      }
    }
    return new Names(visit.caller().subject(), names);
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
