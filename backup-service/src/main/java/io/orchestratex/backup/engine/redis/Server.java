package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server that an account has signed in to. */
final class Server implements AutoCloseable {

  private static final Duration BRIEFLY = Duration.ofSeconds(30);
  private static final Duration PATIENTLY = Duration.ofMinutes(2);
  private static final int USUAL_DATABASES = 16;
  private static final long USUAL_LONGEST = 512L << 20;
  private static final int SCANNED_AT_ONCE = 1_000;

  private final RedisConnection connection;
  private final RedisAddress address;
  private final Map<String, String> info;

  private Server(RedisConnection connection, RedisAddress address) throws IOException {
    this.connection = connection;
    this.address = address;
    this.info = facts(RedisConnection.text(connection.call("INFO", "everything")));
  }

  /** A piece of work. */
  @FunctionalInterface
  interface Work<T> {
    T with(Server server) throws IOException;
  }

  /** Work during which the job may be locked; what fails at a file is no part of it. */
  static <T> T briefly(EngineAccess access, String what, Work<T> work) {
    try {
      return connected(access, BRIEFLY, what, ProgressMonitor.NONE, work);
    } catch (IOException e) {
      throw new EngineException(Faults.REFUSED, what + ": " + e.getMessage(), e);
    }
  }

  /** Work that may take hours; a stop ends it. */
  static <T> T patiently(EngineAccess access, ProgressMonitor monitor, String what, Work<T> work)
      throws IOException {
    return connected(access, PATIENTLY, what, monitor, work);
  }

  private static <T> T connected(
      EngineAccess access, Duration patience, String what, ProgressMonitor monitor, Work<T> work)
      throws IOException {
    RedisAddress address = RedisAddress.of(access);
    try (RedisConnection connection = RedisConnection.open(address, patience);
        ProgressMonitor.Registration _ = monitor.onStop(connection::close)) {
      connection.signIn(address);
      return work.with(new Server(connection, address));
    } catch (IOException e) {
      monitor.checkpoint(); // A stop closes the connection.
      throw Faults.explained(what, e);
    }
  }

  /** An account that has signed in by a connection of its own. */
  static Server of(RedisConnection connection, RedisAddress address) throws IOException {
    return new Server(connection, address);
  }

  private static Map<String, String> facts(String info) {
    Map<String, String> facts = new LinkedHashMap<>();
    info.lines()
        .map(line -> line.split(":", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> facts.put(pair[0], pair[1].strip()));
    return facts;
  }

  RedisConnection connection() {
    return connection;
  }

  /** A datum of {@code INFO}; empty where the server has none of that name. */
  String info(String name) {
    return info.getOrDefault(name, "");
  }

  /** A number of {@code INFO}; 0 where there is none. */
  long number(String name) {
    String text = info(name);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  boolean isValkey() {
    return !info("valkey_version").isEmpty();
  }

  /** Such as {@code redis} or {@code valkey}. */
  String kind() {
    return isValkey() ? "valkey" : "redis";
  }

  /** Such as {@code 7.0.15}. */
  String number() {
    return isValkey() ? info("valkey_version") : info("redis_version");
  }

  /** Such as {@code redis 7.0.15}. */
  String version() {
    return kind() + " " + number();
  }

  /** Whether it is at least that version of Redis, or a Valkey that does what that one does. */
  boolean isAtLeast(int major) {
    return ServerVersion.in(info("redis_version")).major() >= major;
  }

  /** Servers tell no name of their own that lasts. */
  String identity() {
    return "server at " + address.text();
  }

  boolean isCluster() {
    return info("cluster_enabled").equals("1");
  }

  /** The numbered databases that have keys, with how many. */
  Map<Integer, Long> databases() throws IOException {
    Map<Integer, Long> databases = new LinkedHashMap<>();
    facts(RedisConnection.text(connection.call("INFO", "keyspace"))).entrySet().stream()
        .filter(each -> KeyFacts.isDatabase(each.getKey()))
        .sorted(Comparator.comparing(each -> KeyFacts.number(each.getKey())))
        .forEach(each ->
            databases.put(
                KeyFacts.number(each.getKey()),
                Long.parseLong(each.getValue().replaceAll("keys=(\\d+).*", "$1"))));
    return databases;
  }

  /** How many numbered databases it can have. */
  int databaseLimit() throws IOException {
    return (int) setting("databases", USUAL_DATABASES);
  }

  /** How many bytes an argument of a command may have. */
  long longestArgument() throws IOException {
    return setting("proto-max-bulk-len", USUAL_LONGEST);
  }

  /** The account may not ask, or a provider may have taken the command away. */
  private long setting(String name, long usual) throws IOException {
    try {
      List<?> reply = RedisConnection.list(connection.call("CONFIG", "GET", name));
      return reply.size() == 2 ? Long.parseLong(RedisConnection.text(reply.get(1))) : usual;
    } catch (RedisReplyException e) {
      return usual;
    }
  }

  void select(int database) throws IOException {
    connection.call("SELECT", Integer.toString(database));
  }

  /** Takes keys, some at a time; a key may come more than once. */
  @FunctionalInterface
  interface Keys {

    /** Returns whether to go on. */
    boolean take(List<byte[]> keys) throws IOException;
  }

  /** Goes over the keys of the chosen database. */
  void scan(String pattern, Keys keys) throws IOException {
    String cursor = "0";
    do {
      List<?> reply =
          RedisConnection.list(
              connection.call(
                  "SCAN", cursor, "MATCH", pattern, "COUNT", Integer.toString(SCANNED_AT_ONCE)));
      cursor = RedisConnection.text(reply.getFirst());
      List<byte[]> found = new ArrayList<>();
      for (Object key : RedisConnection.list(reply.get(1))) {
        if (key instanceof byte[] bytes) {
          found.add(bytes);
        }
      }
      if (!found.isEmpty() && !keys.take(found)) {
        return;
      }
    } while (!cursor.equals("0"));
  }

  /** Carries out a script, which nothing interrupts. */
  @Nullable Object script(String script, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("EVAL", script, "0"));
    words.addAll(List.of(arguments));
    return connection.call(words.toArray(String[]::new));
  }

  @Override
  public void close() {
    connection.close();
  }
}
