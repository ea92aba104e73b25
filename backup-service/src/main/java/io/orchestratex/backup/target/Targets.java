package io.orchestratex.backup.target;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.settings.Secret;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The servers that can be backed up here, with the means to get at them. */
@Context
public final class Targets {

  private static final String SETTINGS = "orchestratex.backup.targets.";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  private final TargetStore store;
  private final InstantSource clock;
  private final Map<String, Registered> byId = new LinkedHashMap<>();

  /**
   * A target and how to reach it.
   *
   * @param engine what knows how
   */
  public record Registered(Target target, BackupEngine engine, EngineAccess access) {}

  Targets(TargetStore store, Engines engines, List<TargetSettings> settings, InstantSource clock) {
    this.store = store;
    this.clock = clock;
    settings.stream()
        .filter(each -> !each.isEmpty())
        .sorted(Comparator.comparing(TargetSettings::id))
        .forEach(each -> register(each, engines));
  }

  private void register(TargetSettings settings, Engines engines) {
    String id = settings.id();
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          SETTINGS + id + " is invalid; a target's id is of letters, digits, _ and -, at most 63");
    }
    String engineName = settings.engine();
    if (engineName == null || engineName.isBlank()) {
      throw new IllegalArgumentException(
          SETTINGS + id + ".engine is missing; expected one of " + engines.names());
    }
    Secret uri = settings.uri();
    if (uri == null) {
      throw new IllegalArgumentException(SETTINGS + id + ".uri is missing");
    }
    if (!engines.names().contains(engineName)) {
      throw new IllegalArgumentException(
          SETTINGS + id + ".engine is invalid; expected one of " + engines.names());
    }
    BackupEngine engine = engines.get(engineName);
    EngineAccess access = new EngineAccess(id, uri);
    Target target = new Target(id, engineName, address(engine, access), clock.instant());
    byId.put(id, new Registered(target, engine, access));
  }

  private static String address(BackupEngine engine, EngineAccess access) {
    try {
      return engine.address(access);
    } catch (EngineException e) {
      throw new IllegalArgumentException(
          SETTINGS + access.target() + ".uri is refused: " + e.getMessage(), e);
    }
  }

  @EventListener
  void save(StoreReady ready) {
    Map<String, Target> known = new LinkedHashMap<>();
    store.all().forEach(target -> known.put(target.id(), target));
    for (Registered each : byId.values()) {
      Target before = known.get(each.target().id());
      if (before == null
          || !before.address().equals(each.target().address())
          || !before.engine().equals(each.target().engine())) {
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
          "No target is registered; set %s<id>.engine and .uri.".formatted(SETTINGS));
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
