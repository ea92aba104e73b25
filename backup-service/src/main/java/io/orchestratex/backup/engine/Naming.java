package io.orchestratex.backup.engine;

import java.util.Map;
import java.util.Optional;

/**
 * The names under which parts of a backup are restored; what is not named keeps its name. No two
 * parts get the same one.
 *
 * @param databases new names of databases, by their names in the backup
 * @param collections new names of collections, {@code database.collection} by {@code
 *     database.collection}; they win over the name of their database
 */
public record Naming(Map<String, String> databases, Map<String, String> collections) {

  /** Everything keeps its name. */
  public static final Naming NONE = new Naming(Map.of(), Map.of());

  public Naming {
    databases = Map.copyOf(databases);
    collections = Map.copyOf(collections);
  }

  /** Whether everything keeps its name. */
  public boolean isNone() {
    return databases.isEmpty() && collections.isEmpty();
  }

  /** What a database of the backup is called. */
  public String database(String name) {
    return databases.getOrDefault(name, name);
  }

  /** What a database is called in the backup, by the name that it gets. */
  public String original(String name) {
    Optional<String> original =
        databases.entrySet().stream()
            .filter(each -> each.getValue().equals(name))
            .map(Map.Entry::getKey)
            .findFirst();
    return original.orElse(name);
  }

  /** What {@code database.collection} of the backup is called, as {@code database.collection}. */
  public String collection(String name) {
    String own = collections.get(name);
    if (own != null) {
      return own;
    }
    int dot = name.indexOf('.');
    return dot < 0 ? database(name) : database(name.substring(0, dot)) + name.substring(dot);
  }
}
