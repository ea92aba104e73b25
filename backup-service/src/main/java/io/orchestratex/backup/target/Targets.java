package io.orchestratex.backup.target;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.settings.Secret;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The servers that can be backed up here, with the means to get at them. */
@Context
public final class Targets {

  private final TargetStore store;
  private final Engines engines;
  private final InstantSource clock;
  private final Map<String, Registered> byId = new LinkedHashMap<>();

  /**
   * A target and how to reach it.
   *
   * @param engine what knows how
   */
  public record Registered(Target target, BackupEngine engine, EngineAccess access) {}

  Targets(TargetStore store, Engines engines, BootstrapSettings bootstrap, InstantSource clock) {
    this.store = store;
    this.engines = engines;
    this.clock = clock;
    register("mongodb", bootstrap.mongodbUri());
    register("postgresql", bootstrap.postgresUri());
  }

  private void register(String engineName, @Nullable Secret uri) {
    if (uri == null) {
      return;
    }
    BackupEngine engine = engines.get(engineName);
    EngineAccess access = new EngineAccess(engineName, uri);
    Target target = new Target(engineName, engineName, engine.address(access), clock.instant());
    byId.put(target.id(), new Registered(target, engine, access));
  }

  @EventListener
  void save(StoreReady ready) {
    Map<String, Target> known = new LinkedHashMap<>();
    store.all().forEach(target -> known.put(target.id(), target));
    for (Registered each : byId.values()) {
      Target before = known.get(each.target().id());
      if (before == null || !before.address().equals(each.target().address())) {
        store.put(each.target());
      }
    }
  }

  /** Every target, in the order of registration. */
  public List<Registered> all() {
    return List.copyOf(byId.values());
  }

  /** A target that must be there. */
  public Registered get(String id) {
    Registered found = byId.get(id);
    if (found == null) {
      throw FailureException.notFound(
          "backup.target-unknown", "There is no target " + id + "; known are " + byId.keySet());
    }
    return found;
  }

  /**
   * The ids that a request means: those it names, or all.
   *
   * @param pointer of the field, for what is refused
   */
  public List<String> chosen(@Nullable List<String> named, String pointer) {
    if (byId.isEmpty()) {
      throw FailureException.conflict(
          "backup.no-target",
          "No target is registered; set BACKUP_TARGET_MONGODB_URI or BACKUP_TARGET_POSTGRES_URI.");
    }
    if (named == null) {
      return List.copyOf(byId.keySet());
    }
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      if (!byId.containsKey(named.get(i))) {
        errors.add(
            new FieldError(
                pointer + "/" + i,
                "names no target: " + named.get(i) + "; known are " + byId.keySet()));
      }
    }
    if (named.isEmpty()) {
      errors.add(new FieldError(pointer, "must name a target, or be left out to mean all"));
    }
    if (!errors.isEmpty()) {
      throw FailureException.invalid("backup.target-unknown", errors);
    }
    return named.stream().distinct().toList();
  }
}
