package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.RestoreScope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which collections a restore replaces, and what they are called until then. */
final class RestoreNames {

  private final Map<String, String> besideByName = new LinkedHashMap<>();

  /**
   * @param plumbing collections of services that stay as they are, unless they are asked for by
   *     name
   */
  RestoreNames(RestoreScope scope, Set<String> plumbing) {
    int number = 0;
    for (DumpedFile file : scope.files()) {
      for (ObjectFact object : file.objects()) {
        if (isWanted(scope, plumbing, object.name())) {
          besideByName.put(object.name(), Server.BESIDE + scope.prefix() + ++number);
        }
      }
    }
  }

  static boolean isWanted(RestoreScope scope, Set<String> plumbing, String name) {
    return scope.selection().wants(Namespace.databaseOf(name), name)
        && (!plumbing.contains(Namespace.collectionOf(name))
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

  /** Whether a collection was made by this restore, in whatever attempt. */
  static boolean isTemporary(String collection, String restoreId) {
    return collection.startsWith(Server.BESIDE + restoreId + "_")
        || collection.startsWith(Server.OLD + restoreId + "_");
  }
}
