package io.orchestratex.cli.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.adopt.Plan.State;
import io.orchestratex.cli.discovery.Container;
import io.orchestratex.cli.discovery.Endpoint;
import io.orchestratex.cli.discovery.EngineKind;
import io.orchestratex.cli.discovery.FoundEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides from what was found and what there is what is to be done about each engine. */
final class PlanRules {

  private static final int LONGEST_ID = 40; // Of a policy, whose name it becomes.

  private final List<? extends JsonNode> targets;
  private final List<? extends JsonNode> policies;
  private final Accounts accounts;
  private final Places places;
  private final Set<String> ids = new HashSet<>();

  /**
   * @param targets as the services have them, joined
   * @param policies all there are
   */
  PlanRules(
      List<? extends JsonNode> targets,
      List<? extends JsonNode> policies,
      Accounts accounts,
      Places places) {
    this.targets = targets;
    this.policies = policies;
    this.accounts = accounts;
    this.places = places;
    targets.forEach(each -> ids.add(each.path("id").asText()));
  }

  List<Plan> plans(List<FoundEngine> engines) {
    List<Plan> plans = new ArrayList<>();
    engines.forEach(each -> plans.add(plan(each)));
    return plans;
  }

  private Plan plan(FoundEngine engine) {
    Optional<? extends JsonNode> target =
        targets.stream()
            .filter(each -> each.path("engine").asText().equals(engine.kind().text()))
            .filter(each -> places.isAmong(engine, each.path("address").asText()))
            .findFirst();
    if (!engine.kind().isBackedUp()) {
      return notOffered(engine, target.map(each -> each.path("id").asText()));
    }
    if (target.isPresent()) {
      return known(engine, target.get());
    }
    Endpoint endpoint = engine.endpoint();
    if (endpoint == null) {
      return done(engine, State.UNREACHABLE, null, "It " + engine.obstacle() + ".");
    }
    String id = freshId(engine, endpoint);
    return new Plan(
        engine,
        State.PROPOSED,
        id,
        places.reached(endpoint),
        accounts.of(engine, places),
        true,
        true,
        covering(id).isPresent() ? null : id,
        true,
        "It is not backed up.");
  }

  /** Which of its accounts may copy everything cannot be found out from outside. */
  private static Plan notOffered(FoundEngine engine, Optional<String> target) {
    String address = engine.kind() == EngineKind.REDIS ? "redis://USER@" : "neo4j://USER@";
    Endpoint endpoint = engine.endpoint();
    String why =
        target
            .map(id -> "It is target " + id + ".")
            .orElse(
                endpoint == null
                    ? "Add it by hand when it can be reached: ox target add " + address + "HOST."
                    : "Add it by hand: ox target add " + address + endpoint);
    return done(engine, State.NOT_OFFERED, target.orElse(null), why);
  }

  private static Plan done(FoundEngine engine, State state, @Nullable String id, String why) {
    return new Plan(engine, state, id, engine.endpoint(), null, false, false, null, false, why);
  }

  /** A target of the settings is as a person set it up there; only a missing side is told of. */
  private Plan known(FoundEngine engine, JsonNode target) {
    String id = target.path("id").asText();
    boolean addsBackup = !target.path("backed_up").asBoolean();
    boolean addsWatch = !target.path("watched").asBoolean();
    boolean isOurs = target.path("source").asText().equals("added") || addsBackup;
    boolean needsPolicy = isOurs && covering(id).isEmpty();
    boolean takesBackup = isOurs && target.path("last_good_backup").isMissingNode();
    List<String> missing = new ArrayList<>();
    if (addsBackup) {
      missing.add("backups");
    }
    if (addsWatch) {
      missing.add("monitoring");
    }
    if (needsPolicy) {
      missing.add("a policy");
    }
    if (takesBackup && !addsBackup) {
      missing.add("a good backup");
    }
    Endpoint endpoint = engine.endpoint();
    if (missing.isEmpty() || ((addsBackup || addsWatch) && endpoint == null)) {
      return done(
          engine,
          State.TARGET,
          id,
          missing.isEmpty()
              ? "It is a target already."
              : "It is a target already, without " + String.join(" and ", missing) + ".");
    }
    return new Plan(
        engine,
        State.INCOMPLETE,
        id,
        endpoint == null ? null : places.reached(endpoint),
        accounts.of(engine, places),
        addsBackup,
        addsWatch,
        needsPolicy ? id : null,
        takesBackup,
        "It is a target already, without " + String.join(", ", missing) + ".");
  }

  /** The policy that takes backups of a target. */
  private Optional<? extends JsonNode> covering(String id) {
    return policies.stream()
        .filter(each -> each.hasNonNull("cron") || each.hasNonNull("max_age_minutes"))
        .filter(each ->
            each.path("targets").isEmpty()
                || each.path("targets").valueStream().anyMatch(of -> of.asText().equals(id)))
        .findFirst();
  }

  private String freshId(FoundEngine engine, Endpoint endpoint) {
    Container container = engine.container();
    String host = places.name().split("\\.", 2)[0];
    String base =
        container != null
            ? container.name()
            : engine.kind().text()
                + "-"
                + host
                + (endpoint.port() == engine.kind().port() ? "" : "-" + endpoint.port());
    String id = cut(base.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"), LONGEST_ID);
    for (int next = 2; !ids.add(id); next++) {
      id = cut(id.replaceFirst("-\\d+$", ""), LONGEST_ID - 4) + "-" + next;
    }
    return id;
  }

  private static String cut(String id, int length) {
    String cut = id.length() > length ? id.substring(0, length) : id;
    String trimmed = cut.replaceAll("^-+|-+$", "");
    return trimmed.isEmpty() ? "engine" : trimmed;
  }
}
