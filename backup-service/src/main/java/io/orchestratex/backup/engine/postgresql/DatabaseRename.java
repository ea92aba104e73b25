package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Move;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A database that was loaded takes the place of the live one, which is kept.
 *
 * @param staged the temporary name under which it was loaded
 * @param old the name under which the live one is kept
 * @param oid of the loaded database, which it keeps through renames
 * @param limit the live one's connection limit before it moves; null in journals of earlier
 *     versions, where the loaded database has it
 * @param subscriptions of the live one that were enabled
 * @param template whether the loaded one becomes a template once it is in place
 */
record DatabaseRename(
    String live,
    String staged,
    String old,
    String oid,
    @Nullable Integer limit,
    List<String> subscriptions,
    boolean template) {

  private static final String LIMIT = "limit";
  private static final String TEMPLATE = "template";

  DatabaseRename {
    subscriptions = List.copyOf(subscriptions);
  }

  DatabaseRename(String live, String staged, String old, String oid) {
    this(live, staged, old, oid, null, List.of(), false);
  }

  static DatabaseRename of(Move move) {
    String limit = move.data().get(LIMIT);
    return new DatabaseRename(
        move.get("live"),
        move.get("staged"),
        move.get("old"),
        move.get("oid"),
        limit == null ? null : Integer.valueOf(limit),
        Subscriptions.enabled(move.data()),
        Boolean.parseBoolean(move.data().get(TEMPLATE)));
  }

  Move move() {
    Map<String, String> data =
        new HashMap<>(Map.of("live", live, "staged", staged, "old", old, "oid", oid));
    if (limit != null) {
      data.put(LIMIT, limit.toString());
    }
    data.put(TEMPLATE, String.valueOf(template));
    data.put(Subscriptions.ENABLED, Subscriptions.json(subscriptions));
    return new Move(
        "rename " + live, "putting database " + live + " in place", Move.Phase.SWITCH, data);
  }
}
