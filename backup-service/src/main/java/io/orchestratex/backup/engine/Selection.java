package io.orchestratex.backup.engine;

import java.util.List;
import java.util.stream.Stream;

/**
 * What of a target to dump or to restore; empty lists mean everything.
 *
 * @param collections {@code database.collection}; where not empty, only these
 * @param users whether the accounts and roles of the server belong to it, besides the data that is
 *     chosen; only what an engine of {@link UserDump} can do
 */
public record Selection(List<String> databases, List<String> collections, boolean users) {

  public static final Selection ALL = new Selection(List.of(), List.of());

  public Selection {
    databases = List.copyOf(databases);
    collections = List.copyOf(collections);
  }

  /** Data alone, without accounts. */
  public Selection(List<String> databases, List<String> collections) {
    this(databases, collections, false);
  }

  /** The same data, with accounts or without. */
  public Selection withUsers(boolean whether) {
    return new Selection(databases, collections, whether);
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
        collections.stream().map(naming::collection).toList(),
        users);
  }

  /** Whether some of the data is left out. */
  public boolean filters() {
    return !databases.isEmpty() || !collections.isEmpty();
  }

  /** Whether an object named {@code database.rest} of {@code database} is wanted. */
  public boolean wants(String database, String object) {
    return (databases.isEmpty() || databases.contains(database))
        && (collections.isEmpty() || collections.contains(object));
  }
}
