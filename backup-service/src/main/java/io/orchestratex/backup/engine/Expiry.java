package io.orchestratex.backup.engine;

/**
 * A rule by which a server deletes records that are older than so long. It is held back while a
 * restore loads and compares, or the server would delete what is being compared.
 *
 * @param container the database
 * @param object the collection
 * @param index the index that carries the rule; empty when the collection itself does
 */
public record Expiry(String container, String object, String index, long afterSeconds) {

  /** {@code database.collection}. */
  public String name() {
    return container + "." + object;
  }
}
