package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Move;
import java.util.Map;

/**
 * A database that was loaded takes the place of the live one, which is kept.
 *
 * @param staged the temporary name under which it was loaded
 * @param old the name under which the live one is kept
 * @param oid of the loaded database, which it keeps through renames
 */
record DatabaseRename(String live, String staged, String old, String oid) {

  static DatabaseRename of(Move move) {
    return new DatabaseRename(
        move.get("live"), move.get("staged"), move.get("old"), move.get("oid"));
  }

  Move move() {
    return new Move(
        "rename " + live,
        "putting database " + live + " in place",
        Move.Phase.SWITCH,
        Map.of("live", live, "staged", staged, "old", old, "oid", oid));
  }
}
