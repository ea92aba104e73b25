package io.orchestratex.backup.engine;

import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Every engine there is, by name. */
@Singleton
public final class Engines {

  private final Map<String, BackupEngine> byName = new TreeMap<>();

  public Engines(List<BackupEngine> engines) {
    engines.forEach(engine -> byName.put(engine.name(), engine));
  }

  /** What they are called. */
  public Set<String> names() {
    return Collections.unmodifiableSet(byName.keySet());
  }

  /** The name of the engine that connection strings of a scheme mean. */
  public Optional<String> ofScheme(String scheme) {
    return byName.values().stream()
        .filter(each -> each.schemes().contains(scheme))
        .map(BackupEngine::name)
        .findFirst();
  }

  /** The engine of that name. */
  public BackupEngine get(String name) {
    BackupEngine engine = byName.get(name);
    if (engine == null) {
      throw FailureException.notFound(
          "backup.engine-unknown",
          "No engine is called " + name + "; known are " + byName.keySet());
    }
    return engine;
  }
}
