package io.orchestratex.backup.engine;

/**
 * What a collection or table holds.
 *
 * @param name {@code database.collection} or {@code database.schema.table}
 * @param count documents or rows
 * @param hash {@link ContentHash} of them, independent of their order
 * @param bytes size of them in the engine's dump format
 */
public record ObjectFact(String name, long count, String hash, long bytes) {

  /** The database that it is in: what its name begins with, in quotes where that has a dot. */
  public String database() {
    return databaseOf(name);
  }

  /** The database that a name begins with. */
  public static String databaseOf(String name) {
    if (!name.startsWith("\"")) {
      int end = name.indexOf('.');
      return end < 0 ? name : name.substring(0, end);
    }
    int end = name.indexOf("\".", 1);
    return (end < 0 ? name.substring(1) : name.substring(1, end)).replace("\"\"", "\"");
  }

  /** Whether both hold the same, wherever they are. */
  public boolean sameContent(ObjectFact other) {
    return count == other.count && hash.equals(other.hash);
  }

  /** The same under another name. */
  public ObjectFact named(String other) {
    return new ObjectFact(other, count, hash, bytes);
  }
}
