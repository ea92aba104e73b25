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

  /** Whether both hold the same, wherever they are. */
  public boolean sameContent(ObjectFact other) {
    return count == other.count && hash.equals(other.hash);
  }
}
