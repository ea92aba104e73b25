package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RestoreScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        if (isWanted(scope, keepCurrent, object.name())
            && !Timeseries.left(file).contains(object.name())) {
          besideByName.put(object.name(), Server.BESIDE + scope.prefix() + ++number);
        }
      }
    }
  }

  static boolean isWanted(RestoreScope scope, KeepCurrentSettings keepCurrent, String name) {
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
      for (String collection : server.all(database).keySet()) {
        if (restoreOf(collection).isPresent()) {
          names.add(database + "." + collection);
        }
      }
    }
    return names;
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
