package io.orchestratex.backup.engine;

import java.util.List;
import java.util.Map;

/**
 * One file of a dump, as the engine's own tools read it.
 *
 * @param scope the database it holds, or {@code *} for all
 * @param objects what is in it, in its order
 * @param attributes what the engine wants to find again at a restore
 */
public record DumpedFile(String scope, List<ObjectFact> objects, Map<String, String> attributes) {

  /** Scope of a file that holds every database. */
  public static final String ALL = "*";

  /** Attribute of a file that holds accounts of the server: the database that they are in. */
  public static final String USERS = "users";

  public DumpedFile {
    objects = List.copyOf(objects);
    attributes = Map.copyOf(attributes);
  }
}
