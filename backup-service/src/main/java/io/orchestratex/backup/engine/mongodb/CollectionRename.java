package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.Move;
import java.util.Map;

/**
 * A collection that was loaded takes the place of the live one, which is kept.
 *
 * @param staged the temporary name under which it was loaded
 * @param old the name under which the live one is kept
 * @param uuid of the loaded collection, which it keeps through renames
 */
record CollectionRename(String database, String live, String staged, String old, String uuid) {

  static final String KIND = "rename";

  static CollectionRename of(Move move) {
    return new CollectionRename(
        move.get("database"),
        move.get("live"),
        move.get("staged"),
        move.get("old"),
        move.get("uuid"));
  }

  Move move() {
    return new Move(
        KIND + " " + database + "." + live,
        "putting collection " + database + "." + live + " in place",
        Move.Phase.SWITCH,
        Map.of("database", database, "live", live, "staged", staged, "old", old, "uuid", uuid));
  }
}
