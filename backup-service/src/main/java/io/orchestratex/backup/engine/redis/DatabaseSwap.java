package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Move;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lets a database that was loaded change places with the live one ({@code SWAPDB}), and back. Each
 * way is one script: it is done or it is not, whenever a worker or the server dies, and clients see
 * the one content or the other. Keys that stay as they are go to the side that becomes live.
 *
 * @param live number of the live database
 * @param beside number of the one that was loaded
 * @param loaded name of that one
 */
record DatabaseSwap(int live, int beside, String loaded) {

  static final String KIND = "swap";

  private static final String LIVE_NUMBER = "live";
  private static final String BESIDE_NUMBER = "beside";
  private static final String LOADED = "loaded";

  /** After a week a restore is over, and its mark goes. */
  private static final String WEEK = "604800";

  private static final String NOT_LOADED = "OXNOTLOADED";
  private static final String TAKEN = "OXTAKEN";

  /** What can fail for want of memory comes first, before anything is moved. */
  private static final String APPLY =
      """
      local live, beside, loaded, old = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
      redis.call('SELECT', beside)
      if redis.call('GET', '%1$s') ~= loaded then
        redis.call('SELECT', live)
        if redis.call('GET', '%2$s') == loaded then return 0 end
        return redis.error_reply('%3$s')
      end
      redis.call('SELECT', live)
      if ARGV[5] == 'no' and redis.call('DBSIZE') > 0 then return redis.error_reply('%4$s') end
      redis.call('SET', '%1$s', old)
      redis.call('SELECT', beside)
      redis.call('SET', '%2$s', loaded, 'EX', %5$s)
      redis.call('DEL', '%1$s', '%6$s')
      redis.call('SELECT', live)
      for i = 6, #ARGV do
        for _, key in ipairs(redis.call('KEYS', ARGV[i])) do redis.call('MOVE', key, beside) end
      end
      redis.call('SWAPDB', live, beside)
      return 1
      """
          .formatted(Marks.BESIDE, Marks.LIVE, NOT_LOADED, TAKEN, WEEK, Marks.MEASURED);

  private static final String UNDO =
      """
      local live, beside, loaded, old = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
      redis.call('SELECT', beside)
      if redis.call('GET', '%1$s') ~= old then return 0 end
      redis.call('SELECT', live)
      redis.call('SET', '%1$s', loaded)
      redis.call('DEL', '%2$s')
      for i = 5, #ARGV do
        for _, key in ipairs(redis.call('KEYS', ARGV[i])) do redis.call('MOVE', key, beside) end
      end
      redis.call('SELECT', beside)
      redis.call('DEL', '%1$s')
      redis.call('SWAPDB', live, beside)
      return 1
      """
          .formatted(Marks.BESIDE, Marks.LIVE);

  Move move() {
    String name = KeyFacts.name(live);
    return new Move(
        KIND + " " + name,
        "putting database " + name + " in place",
        Move.Phase.SWITCH,
        Map.of(
            LIVE_NUMBER, Integer.toString(live),
            BESIDE_NUMBER, Integer.toString(beside),
            LOADED, loaded));
  }

  static DatabaseSwap of(Move move) {
    return new DatabaseSwap(
        Integer.parseInt(move.get(LIVE_NUMBER)),
        Integer.parseInt(move.get(BESIDE_NUMBER)),
        move.get(LOADED));
  }

  void apply(Server server, boolean replaces, List<String> kept) throws IOException {
    List<String> arguments = arguments();
    arguments.add(replaces ? "yes" : "no");
    arguments.addAll(kept);
    try {
      server.script(APPLY, arguments.toArray(String[]::new));
    } catch (RedisReplyException e) {
      String said = String.valueOf(e.getMessage());
      if (said.contains(TAKEN)) {
        throw RestoreScope.taken("database " + KeyFacts.name(live));
      }
      if (said.contains(NOT_LOADED)) {
        throw new EngineException(
            "restore.staged-missing",
            "database %s, which was loaded as %s, is gone; nothing can be put in place"
                .formatted(KeyFacts.name(live), KeyFacts.name(beside)));
      }
      throw e;
    }
  }

  void undo(Server server, List<String> kept) throws IOException {
    List<String> arguments = arguments();
    arguments.addAll(kept);
    server.script(UNDO, arguments.toArray(String[]::new));
  }

  private List<String> arguments() {
    return new ArrayList<>(
        List.of(Integer.toString(live), Integer.toString(beside), loaded, Marks.old(loaded)));
  }

  boolean isApplied(Server server) throws IOException {
    server.select(live);
    return BesideDatabases.mark(server, Marks.LIVE).equals(loaded);
  }
}
