package io.orchestratex.backup.target;

import io.micronaut.context.annotation.Context;
import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Engines;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.UserDump;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.AddedTargetStore;
import jakarta.annotation.PreDestroy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The servers that can be backed up here, with the means to get at them: those of the settings, and
 * those that people added, of which all processes see the same within a second or so. Where both
 * have an id, the settings count. Thread-safe.
 */
@Context
public final class Targets {

  private static final String SETTINGS = "orchestratex.backup.targets.";
  private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  private final TargetStore store;
  private final AddedTargetStore addedStore;
  private final TargetSeal seal;
  private final Engines engines;
  private final InstantSource clock;
  private final BackgroundThread refreshing;
  private final Map<String, Registered> ofSettings = new LinkedHashMap<>();
  private Map<String, Added> added = Map.of();
  private volatile SortedMap<String, Registered> byId;
  private boolean started;

  /** Where a target comes from. */
  public enum Source {
    /** The settings of the service, which cannot be changed while it runs. */
    SETTINGS,
    /** A person. */
    ADDED
  }

  /**
   * A target and how to reach it.
   *
   * @param engine what knows how
   * @param opened how to get at it, unless there is a fault
   * @param fault why it cannot be got at, for a person
   */
  public record Registered(
      Target target,
      BackupEngine engine,
      EngineAccess opened,
      Source source,
      Map<String, String> labels,
      @Nullable String fault) {

    public Registered {
      labels = Map.copyOf(labels);
    }

    /**
     * How to get at it.
     *
     * @throws EngineException when its secret cannot be read here
     */
    public EngineAccess access() {
      if (fault != null) {
        throw new EngineException("backup.target-sealed", fault);
      }
      return opened;
    }
  }

  /** A row and what was made of it. */
  private record Added(AddedTarget row, Registered registered) {}

  Targets(
      TargetStore store,
      AddedTargetStore addedStore,
      TargetSeal seal,
      Engines engines,
      List<TargetSettings> settings,
      TargetListSettings listSettings,
      InstantSource clock) {
    this.store = store;
    this.addedStore = addedStore;
    this.seal = seal;
    this.engines = engines;
    this.clock = clock;
    this.refreshing =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("target-list").daemon(),
            listSettings.refresh(),
            this::refresh,
            fault -> LOG.atWarn().log("added targets cannot be read: {}", fault));
    settings.stream()
        .filter(each -> !each.isEmpty())
        .sorted(Comparator.comparing(TargetSettings::id))
        .forEach(this::register);
    byId = new TreeMap<>(ofSettings);
  }

  private void register(TargetSettings settings) {
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
    ofSettings.put(id, new Registered(target, engine, access, Source.SETTINGS, Map.of(), null));
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
    for (Registered each : ofSettings.values()) {
      Target before = known.get(each.target().id());
      if (before == null
          || !before.address().equals(each.target().address())
          || !before.engine().equals(each.target().engine())) {
        store.put(each.target());
      }
    }
  }

  /** From now on what people add is seen, too. */
  @EventListener
  synchronized void watch(StoreReady ready) {
    if (!started) {
      started = true;
      refreshing.start();
    }
  }

  @PreDestroy
  void stop() throws InterruptedException {
    refreshing.interrupt();
  }

  /** Reads again what people added. */
  synchronized void refresh() {
    Map<String, Added> now = new HashMap<>();
    for (AddedTarget row : addedStore.all()) {
      if (!engines.names().contains(row.engine())) {
        continue; // A newer version of the service added it.
      }
      Added before = added.get(row.id());
      now.put(
          row.id(),
          before != null && before.row().equals(row) ? before : new Added(row, opened(row)));
    }
    added = now;
    SortedMap<String, Registered> all = new TreeMap<>();
    now.forEach((id, each) -> all.put(id, each.registered()));
    all.putAll(ofSettings);
    byId = all;
  }

  private Registered opened(AddedTarget row) {
    BackupEngine engine = engines.get(row.engine());
    Target target = new Target(row.id(), row.engine(), row.address(), row.addedAt());
    Optional<Secret> uri = seal.open(row);
    String fault =
        uri.isPresent()
            ? null
            : ("The connection string of target %s cannot be read: it is sealed with the key %s."
                    + " Put that key among orchestratex.backup.key.old-files, or change the target"
                    + " and give its URI again.")
                .formatted(row.id(), row.secretKey());
    if (fault != null) {
      LOG.atError().addKeyValue("target", row.id()).log(fault);
    }
    return new Registered(
        target,
        engine,
        new EngineAccess(row.id(), uri.orElse(new Secret(""))),
        Source.ADDED,
        row.labels(),
        fault);
  }

  /** Every target, by id. */
  public List<Registered> all() {
    return List.copyOf(byId.values());
  }

  /** A target of that id; one that was added at another process a moment ago as well. */
  public Optional<Registered> find(String id) {
    Registered found = byId.get(id);
    if (found == null && started) {
      refresh();
      found = byId.get(id);
    }
    return Optional.ofNullable(found);
  }

  /** Whether the settings have a target of that id. */
  boolean isOfSettings(String id) {
    return ofSettings.containsKey(id);
  }

  /** A target that must be there. */
  public Registered get(String id) {
    Registered found = find(id).orElse(null);
    if (found == null) {
      throw FailureException.notFound(
          "backup.target-unknown", "There is no target " + id + "; known are " + byId.keySet());
    }
    return found;
  }

  /** All data with the accounts, of those of some targets whose engine can have them in a dump. */
  public Map<String, Selection> withUsers(Collection<String> ids) {
    Map<String, Selection> able = new LinkedHashMap<>();
    for (String id : ids) {
      if (get(id).engine() instanceof UserDump) {
        able.put(id, Selection.ALL.withUsers(true));
      }
    }
    return able;
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
          "There is no target. Add one (ox target add URI), or set %s<id>.engine and .uri."
              .formatted(SETTINGS));
    }
    if (named == null) {
      return List.copyOf(byId.keySet());
    }
    List<FieldError> errors = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      if (find(String.valueOf(named.get(i))).isEmpty()) {
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
