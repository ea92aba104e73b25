package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.ScopeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Takes an RDB file as a replica gets it: the server writes what it holds at one moment. It is
 * asked for the file alone ({@code rdb-only}, from 7.0 on), so that no stream of commands gathers
 * for us in its memory; and never for a file without an end ({@code capa eof}), for which it would
 * wait five seconds.
 */
final class RedisDump {

  /** Attribute: {@code redis} or {@code valkey}. */
  static final String SERVER = "server";

  /** Attribute: version of the file's format. */
  static final String RDB_VERSION = "rdb-version";

  /** Attribute: how many keys expire. */
  static final String EXPIRING = "expiring";

  /** Attribute: bytes of memory that the data took. */
  static final String MEMORY = "memory";

  private final ScopeSettings scope;
  private final ProgressMonitor monitor;

  RedisDump(ScopeSettings scope, ProgressMonitor monitor) {
    this.scope = scope;
    this.monitor = monitor;
  }

  /** What the server holds. */
  Dump of(Server server, DumpTarget target) throws IOException {
    if (server.isCluster()) {
      throw new EngineException(
          Faults.REFUSED,
          "the server is a node of a cluster, of which it holds only a share; clusters cannot be"
              + " backed up");
    }
    Set<Integer> beside = BesideDatabases.all(server).keySet();
    RedisConnection connection = server.connection();
    if (server.isAtLeast(7)) {
      connection.call("REPLCONF", "rdb-only", "1");
    }
    connection.send("PSYNC", "?", "-1");
    connection.flush();
    monitor.detail("waiting for the server to write its file");
    String[] answer = connection.line().split(" ");
    if (answer[0].startsWith("-")) {
      throw new RedisReplyException(String.join(" ", answer).substring(1));
    }
    if (!answer[0].equals("+FULLRESYNC") || answer.length < 3) {
      throw new IOException("the server answered PSYNC with \"" + answer[0] + "\"");
    }
    long length = connection.bulkLength();
    monitor.expect(length);
    Written written =
        write(
            connection.stream(length),
            target,
            number -> scope.includes(KeyFacts.name(number)) && !beside.contains(number),
            scope.includes(KeyFacts.FUNCTIONS));
    return new Dump(
        server.version(),
        server.identity(),
        "replication " + answer[1] + ":" + answer[2],
        List.of(written.file()),
        leftOut());
  }

  /** A file of the stock server, checked and copied. */
  Dump of(InputStream file, DumpTarget target) throws IOException {
    Written written = write(file, target, _ -> true, true);
    return new Dump(
        written.about().getOrDefault("server", "redis") + " " + written.number(),
        "a file of " + written.about().getOrDefault("server", "redis"),
        "ctime " + written.about().getOrDefault("ctime", "unknown"),
        List.of(written.file()),
        leftOut());
  }

  private static List<LeftOut> leftOut() {
    return List.of(
        LeftOut.byDesign(
            "accounts",
            "accounts",
            "users and their rights (ACL) and the server's configuration are in its own files;"
                + " keep copies of those"));
  }

  /**
   * What was written.
   *
   * @param about what the file says about its server
   */
  private record Written(DumpedFile file, Map<String, String> about) {
    String number() {
      return about.getOrDefault("valkey-ver", about.getOrDefault("redis-ver", "unknown"));
    }
  }

  private Written write(
      InputStream file, DumpTarget target, IntPredicate databases, boolean functions)
      throws IOException {
    Map<String, String> about = new HashMap<>();
    KeyFacts facts = new KeyFacts();
    int version;
    try (OutputStream out = target.begin(DumpedFile.ALL)) {
      RdbReader reader =
          new RdbReader(
              new WatchedInput(file, monitor),
              new FactsReceiver(facts, about),
              new RdbReader.Copy(out, databases, functions));
      reader.read();
      version = reader.version();
    }
    Map<String, String> attributes = new HashMap<>();
    String server = about.containsKey("valkey-ver") ? "valkey" : "redis";
    attributes.put(SERVER, server);
    attributes.put(RDB_VERSION, Integer.toString(version));
    attributes.put(EXPIRING, Long.toString(facts.expiring()));
    attributes.put(MEMORY, about.getOrDefault("used-mem", "0"));
    about.put("server", server);
    return new Written(
        new DumpedFile(DumpedFile.ALL, new ArrayList<>(facts.facts()), attributes), about);
  }

  /** Takes the facts of a file. */
  record FactsReceiver(KeyFacts facts, Map<String, String> about) implements RdbReader.Receiver {

    @Override
    public void about(String name, String value) {
      about.put(name, value);
    }

    @Override
    public void function(byte[] code) {
      facts.addFunction(code);
    }

    @Override
    public void key(int database, byte[] key, long expiry, int type, RdbInput value)
        throws IOException {
      facts.add(database, key, expiry, type, value);
    }
  }
}
