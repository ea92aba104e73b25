package io.orchestratex.backup.engine;

import java.util.List;

/**
 * What of a target to restore; empty lists mean everything.
 *
 * @param collections {@code database.collection}; where not empty, only these
 */
public record Selection(List<String> databases, List<String> collections) {

  public static final Selection ALL = new Selection(List.of(), List.of());

  public Selection {
    databases = List.copyOf(databases);
    collections = List.copyOf(collections);
  }

  /** Whether something is left out. */
  public boolean filters() {
    return !databases.isEmpty() || !collections.isEmpty();
  }

  /** Whether an object named {@code database.rest} of {@code database} is wanted. */
  public boolean wants(String database, String object) {
    return (databases.isEmpty() || databases.contains(database))
        && (collections.isEmpty() || collections.contains(object));
  }
}
