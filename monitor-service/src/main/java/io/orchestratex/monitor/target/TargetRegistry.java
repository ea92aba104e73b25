package io.orchestratex.monitor.target;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.kit.target.AddedTarget;
import io.orchestratex.kit.target.AddedTargetStore;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is to be measured: the targets of the settings, and those that people added. Where both
 * have an id, the settings count. Thread-safe.
 */
@Singleton
public final class TargetRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(TargetRegistry.class);

  private final SortedMap<String, Known> ofSettings = new TreeMap<>();
  private final AddedTargetStore store;
  private final TargetSeal seal;
  private final KeySettings keys;
  private Map<String, Added> added = Map.of();
  private volatile SortedMap<String, Known> byId;

  TargetRegistry(TargetList settings, AddedTargetStore store, TargetSeal seal, KeySettings keys) {
    this.store = store;
    this.seal = seal;
    this.keys = keys;
    settings
        .all()
        .forEach(
            target -> ofSettings.put(target.id(), new Known(target, false, Map.of(), null, null)));
    byId = new TreeMap<>(ofSettings);
  }

  /**
   * A target that is known.
   *
   * @param added whether a person added it; else it is of the settings
   * @param shownAddress where it is, of one that was added; else null
   * @param fault why its address cannot be read, for a person; null when it can
   */
  public record Known(
      Target target,
      boolean added,
      Map<String, String> labels,
      @Nullable String shownAddress,
      @Nullable String fault) {
    public Known {
      labels = Map.copyOf(labels);
    }
  }

  /** A row and what was made of it. */
  private record Added(AddedTarget row, Known known) {}

  /** Reads again what people added. */
  public synchronized void refresh() {
    Map<String, Added> now = new HashMap<>();
    for (AddedTarget row : store.all()) {
      Added before = added.get(row.id());
      now.put(
          row.id(),
          before != null && before.row().equals(row) ? before : new Added(row, opened(row)));
    }
    added = now;
    SortedMap<String, Known> all = new TreeMap<>();
    now.forEach((id, each) -> all.put(id, each.known()));
    all.putAll(ofSettings);
    byId = all;
  }

  private Known opened(AddedTarget row) {
    Optional<Secret> address = seal.open(row);
    String fault =
        address.isPresent()
            ? null
            : "its address cannot be read: it was sealed with the key %s, which is not in %s. Change the target and give its URI again."
                .formatted(row.secretKey(), keys.file());
    if (fault != null) {
      LOG.atError().addKeyValue("target", row.id()).log(fault);
    }
    return new Known(
        new Target(row.id(), row.engine(), address.orElse(new Secret(""))),
        true,
        row.labels(),
        row.address(),
        fault);
  }

  /** All of them, by id. */
  public List<Known> all() {
    return List.copyOf(byId.values());
  }

  public Optional<Known> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Whether the settings have a target of that id. */
  public boolean isOfSettings(String id) {
    return ofSettings.containsKey(id);
  }
}
