package io.orchestratex.gateway.console.service.backup;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restores: first the plan, then, with its token, the restore. */
@Singleton
public final class RestoreApi {

  private static final String RESTORES = "/api/v1/restores";
  private static final String RESTORE = "/api/v1/restores/{}";

  private final ServiceClient client;

  RestoreApi(ServiceClient client) {
    this.client = client;
  }

  /** Which restores are wanted; null means any. */
  public record Filter(@Nullable String state, @Nullable String target) {}

  /**
   * What is to be restored; an empty list means all.
   *
   * @param users whether accounts and roles come back, too
   * @param vault the only vault to read it from; null for any that has it
   * @param into another target; null for the one that was backed up
   * @param as new names, by those of the backup
   * @param replace whether what has those names is replaced
   */
  public record Wanted(
      String backup,
      List<String> targets,
      List<String> databases,
      List<String> collections,
      boolean users,
      @Nullable String vault,
      @Nullable String into,
      Map<String, String> as,
      boolean replace) {

    public Wanted {
      targets = List.copyOf(targets);
      databases = List.copyOf(databases);
      collections = List.copyOf(collections);
      as = Map.copyOf(as);
    }

    private Map<String, Object> body() {
      Map<String, Object> body = new HashMap<>();
      body.put("backup", backup);
      List.of(
              Map.entry("targets", targets),
              Map.entry("databases", databases),
              Map.entry("collections", collections))
          .forEach(list -> {
            if (!list.getValue().isEmpty()) {
              body.put(list.getKey(), list.getValue());
            }
          });
      if (users) {
        body.put("users", true);
      }
      if (vault != null) {
        body.put("vault", vault);
      }
      if (into != null) {
        body.put("into", into);
      }
      if (!as.isEmpty()) {
        body.put("as", as);
      }
      if (replace) {
        body.put("replace", true);
      }
      return body;
    }
  }

  private record Planned(RestorePlan plan) {}

  public Paged<Restore> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(RESTORES)
            .with("state", filter.state())
            .with("target", filter.target())
            .with("limit", limit)
            .with("offset", offset),
        Restore.class);
  }

  public Restore get(Visit visit, String id) {
    return client.get(visit, Address.of(RESTORE, id), Restore.class);
  }

  /** What a restore would do; changes nothing. */
  public RestorePlan plan(Visit visit, Wanted wanted) {
    return client
        .send(visit, "POST", Address.of(RESTORES), wanted.body(), null, Planned.class)
        .plan();
  }

  /** Begins the restore that a plan describes; sent twice, it begins one. */
  public Restore order(Visit visit, Wanted wanted, String token) {
    Map<String, Object> body = wanted.body();
    body.put("confirm", true);
    body.put("plan_token", token);
    return client.send(visit, "POST", Address.of(RESTORES), body, null, Restore.class);
  }

  public void cancel(Visit visit, String id) {
    client.run(visit, "POST", Address.of(RESTORE + "/cancel", id), null);
  }

  public void giveUp(Visit visit, String id) {
    client.run(visit, "POST", Address.of(RESTORE + "/give-up", id), null);
  }
}
