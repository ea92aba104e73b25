package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The numbered databases that restores use beside the live ones. What is decided about one and what
 * is done to it is one script, so that no other client comes between.
 */
final class BesideDatabases {

  private static final String CLAIM =
      """
      redis.call('SELECT', ARGV[1])
      if redis.call('DBSIZE') > 0 then return 0 end
      redis.call('SET', '%s', ARGV[2])
      return 1
      """
          .formatted(Marks.BESIDE);

  private static final String DROP =
      """
      redis.call('SELECT', ARGV[1])
      if redis.call('GET', '%s') ~= ARGV[2] then return 0 end
      redis.call('FLUSHDB', 'ASYNC')
      return 1
      """
          .formatted(Marks.BESIDE);

  private BesideDatabases() {}

  /** Those that there are, by their numbers, with their names. */
  static Map<Integer, String> all(Server server) throws IOException {
    Map<Integer, String> all = new LinkedHashMap<>();
    for (int number : server.databases().keySet()) {
      server.select(number);
      String name = mark(server, Marks.BESIDE);
      if (!name.isEmpty()) {
        all.put(number, name);
      }
    }
    return all;
  }

  /** The value of a mark of the chosen database; empty when it has none. */
  static String mark(Server server, String mark) throws IOException {
    return RedisConnection.text(server.connection().call("GET", mark));
  }

  /** The number of the database of a name. */
  static Optional<Integer> number(Server server, String name) throws IOException {
    return all(server).entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Takes an empty database, the last ones first.
   *
   * @param spared which never are taken, because they are to be restored
   */
  static int claim(Server server, String name, Set<Integer> spared) throws IOException {
    Optional<Integer> earlier = number(server, name);
    if (earlier.isPresent()) {
      drop(server, earlier.get(), name);
    }
    Set<Integer> used = server.databases().keySet();
    for (int number = server.databaseLimit() - 1; number >= 0; number--) {
      if (!used.contains(number)
          && !spared.contains(number)
          && Long.valueOf(1).equals(server.script(CLAIM, Integer.toString(number), name))) {
        return number;
      }
    }
    throw new EngineException(
        Faults.REFUSED,
        "no numbered database of the server is empty, and a restore loads into one before anything"
            + " is replaced; raise databases in the server's configuration");
  }

  /** How many a restore could take. */
  static int free(Server server, Set<Integer> spared) throws IOException {
    Set<Integer> used = server.databases().keySet();
    int free = 0;
    for (int number = server.databaseLimit() - 1; number >= 0; number--) {
      if (!used.contains(number) && !spared.contains(number)) {
        free++;
      }
    }
    return free;
  }

  /** Empties one, unless it has another name by now. */
  static void drop(Server server, int number, String name) throws IOException {
    server.script(DROP, Integer.toString(number), name);
  }

  /** Names of all of a restore. */
  static List<String> of(Server server, String restoreId) throws IOException {
    return all(server).values().stream()
        .filter(name -> Marks.restoreOf(name).equals(Optional.of(restoreId)))
        .sorted()
        .toList();
  }
}
