package io.orchestratex.backup.engine;

import java.util.List;
import java.util.stream.Stream;

/**
 * What of a target to dump or to restore; empty lists mean everything.
 *
 * @param collections {@code database.collection}; where not empty, only these
 */
public record Selection(List<String> databases, List<String> collections) {

  public static final Selection ALL = new Selection(List.of(), List.of());

  public Selection {
    databases = List.copyOf(databases);
    collections = List.copyOf(collections);
  }

  /** What of this is not in another one: {@code database} or {@code database.collection}. */
  public List<String> without(Selection other) {
    return Stream.concat(
            databases.stream().filter(name -> !other.databases.contains(name)),
            collections.stream().filter(name -> !other.collections.contains(name)))
        .toList();
  }

  /** The same by the names that it is restored under. */
  public Selection renamed(Naming naming) {
    return new Selection(
        databases.stream().map(naming::database).toList(),
        collections.stream().map(naming::collection).toList());
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
