package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.Move;
import java.util.Map;

/**
 * A rule by which the server deletes documents of a collection that are older than so long.
 *
 * @param index the index that carries the rule; empty when the clustered collection itself does
 */
record TtlRule(String database, String collection, String index, long afterSeconds) {

  static final String KIND = "ttl";

  static TtlRule of(Move move) {
    return new TtlRule(
        move.get("database"),
        move.get("collection"),
        move.get("index"),
        Long.parseLong(move.get("after_seconds")));
  }

  /** {@code database.collection}. */
  String name() {
    return database + "." + collection;
  }

  Move move() {
    return new Move(
        (KIND + " " + name() + " " + index).strip(),
        "letting documents of %s expire after %d s again (expireAfterSeconds, by collMod)"
            .formatted(name(), afterSeconds),
        Move.Phase.FOLLOW_UP,
        Map.of(
            "database",
            database,
            "collection",
            collection,
            "index",
            index,
            "after_seconds",
            Long.toString(afterSeconds)));
  }
}
