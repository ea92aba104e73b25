package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RestoreScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which collections a restore replaces, and what they are called until then. */
final class RestoreNames {

  private final Map<String, String> besideByName = new LinkedHashMap<>();

  /**
   * @param keepCurrent collections of services that stay as they are, unless they are asked for by
   *     name
   */
  RestoreNames(RestoreScope scope, KeepCurrentSettings keepCurrent) {
    int number = 0;
    for (DumpedFile file : scope.files()) {
      for (ObjectFact object : file.objects()) {
        if (isWanted(scope, keepCurrent, object.name()) && !left(file).contains(object.name())) {
          besideByName.put(object.name(), Server.BESIDE + scope.prefix() + ++number);
        }
      }
    }
  }

  /** What of a file no restore brings back. */
  static Set<String> left(DumpedFile file) {
    Set<String> left = new HashSet<>(Timeseries.left(file));
    left.addAll(Accounts.left(file));
    return left;
  }

  static boolean isWanted(RestoreScope scope, KeepCurrentSettings keepCurrent, String name) {
    if (Accounts.is(name)) {
      return scope.selection().users();
    }
    String database = Namespace.databaseOf(name);
    String collection = Namespace.collectionOf(name);
    return scope.selection().wants(database, name)
        && (!keepCurrent.keeps(scope.access().target(), database, collection)
            || scope.selection().collections().contains(name));
  }

  /** {@code database.collection} to the collection's name beside. */
  Map<String, String> beside() {
    return besideByName;
  }

  /** What the old collection is called after the swap. */
  String old(String beside) {
    return Server.OLD + beside.substring(Server.BESIDE.length());
  }

  /** Every temporary collection of any restore, as {@code database.collection}. */
  static List<String> temporary(Server server) {
    List<String> names = new ArrayList<>();
    for (String database : server.allDatabases()) {
      addTemporary(database, server.all(database).keySet(), names);
    }
    addTemporary(Accounts.DATABASE, server.inAdmin(), names);
    return names;
  }

  private static void addTemporary(
      String database, Collection<String> collections, List<String> names) {
    collections.stream()
        .filter(collection -> restoreOf(collection).isPresent())
        .forEach(collection -> names.add(database + "." + collection));
  }

  /** The restore that made a temporary collection; empty for any other. */
  static Optional<String> restoreOf(String collection) {
    return RestoreScope.restoreOf(collection, Server.BESIDE, Server.OLD);
  }

  /** Whether a collection was made by this restore, in whatever attempt. */
  static boolean isTemporary(String collection, String restoreId) {
    return collection.startsWith(Server.BESIDE + restoreId + "_")
        || collection.startsWith(Server.OLD + restoreId + "_");
  }
}
