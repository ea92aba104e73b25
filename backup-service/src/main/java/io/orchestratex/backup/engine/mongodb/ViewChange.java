package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.Move;
import java.util.Map;

/**
 * A view gets the definition of the backup. It holds no data, so nothing is loaded before.
 *
 * @param before its definition now, as {@link Bson#text}; empty when there is none
 * @param after its definition in the backup; empty when a collection is to take its place
 */
record ViewChange(String database, String view, String before, String after) {

  static final String KIND = "view";

  static ViewChange of(Move move) {
    return new ViewChange(
        move.get("database"), move.get("view"), move.get("before"), move.get("after"));
  }

  Move move() {
    return new Move(
        KIND + " " + database + "." + view,
        "defining view " + database + "." + view,
        Move.Phase.SWITCH,
        Map.of("database", database, "view", view, "before", before, "after", after));
  }
}
