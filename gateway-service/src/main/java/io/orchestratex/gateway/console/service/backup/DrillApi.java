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

/** Drills, and what they and all else say about readiness. */
@Singleton
public final class DrillApi {

  private static final String DRILLS = "/api/v1/drills";
  private static final String DRILL = "/api/v1/drills/{}";

  private final ServiceClient client;

  DrillApi(ServiceClient client) {
    this.client = client;
  }

  /** Which drills are wanted; null means any. */
  public record Filter(@Nullable String state, @Nullable String target, @Nullable String backup) {}

  private record Planned(Drill.Plan plan) {}

  public Paged<Drill> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(DRILLS)
            .with("state", filter.state())
            .with("target", filter.target())
            .with("backup", filter.backup())
            .with("limit", limit)
            .with("offset", offset),
        Drill.class);
  }

  public Drill get(Visit visit, String id) {
    return client.get(visit, Address.of(DRILL, id), Drill.class);
  }

  /**
   * Which drill is meant.
   *
   * @param backup null for the newest good one
   * @param targets empty for all that it holds
   * @param vault the only vault to read it from; null for the first that has it
   */
  public record Wanted(@Nullable String backup, List<String> targets, @Nullable String vault) {
    public Wanted {
      targets = List.copyOf(targets);
    }
  }

  private static Map<String, Object> body(Wanted wanted) {
    Map<String, Object> body = new HashMap<>();
    if (wanted.backup() != null) {
      body.put("backup", wanted.backup());
    }
    if (!wanted.targets().isEmpty()) {
      body.put("targets", wanted.targets());
    }
    if (wanted.vault() != null) {
      body.put("vault", wanted.vault());
    }
    return body;
  }

  /** What a drill would do; changes nothing. */
  public Drill.Plan plan(Visit visit, Wanted wanted) {
    Map<String, Object> body = body(wanted);
    body.put("dry_run", true);
    return client.send(visit, "POST", Address.of(DRILLS), body, null, Planned.class).plan();
  }

  /** Orders a drill. */
  public Drill order(Visit visit, Wanted wanted, @Nullable String key) {
    return client.send(visit, "POST", Address.of(DRILLS), body(wanted), key, Drill.class);
  }

  public void cancel(Visit visit, String id) {
    client.run(visit, "POST", Address.of(DRILL + "/cancel", id), null);
  }

  public List<Readiness> readiness(Visit visit) {
    return client
        .page(visit, Address.of("/api/v1/readiness").with("limit", 100), Readiness.class)
        .items();
  }
}
