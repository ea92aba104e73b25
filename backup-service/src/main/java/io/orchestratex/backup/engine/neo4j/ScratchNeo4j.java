package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.FreshLoad;
import io.orchestratex.backup.engine.Loaded;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.kit.settings.Secret;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** A server for a drill, in a JVM of its own, with the folder's password. */
final class ScratchNeo4j {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final String ACCOUNT = "neo4j";
  private static final int ROUNDS = 1024;

  private final Connections connections;

  ScratchNeo4j(Connections connections) {
    this.connections = connections;
  }

  ScratchServer start(Neo4jProgram program, ScratchFolder folder, ProgressMonitor monitor)
      throws IOException {
    int port = ScratchFolder.freePort();
    Path home = folder.path();
    // The account is in a file that a new server reads: no command line shows the password.
    Path accounts = Files.createDirectories(home.resolve("data").resolve("dbms"));
    folder.write(home.relativize(accounts.resolve("auth.ini")).toString(), account(folder));
    folder.write("neo4j.conf", configuration(port));
    folder.start(command(program, home), "KILL");
    EngineAccess access =
        new EngineAccess(
            "scratch server",
            new Secret("bolt://%s:%s@127.0.0.1:%d".formatted(ACCOUNT, folder.password(), port)));
    folder.await(() -> answers(access), START_LIMIT, monitor);
    return new ScratchServer(access, new Load(new Neo4jRestore(connections)));
  }

  private static List<String> command(Neo4jProgram program, Path home) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError",
        "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
        "-cp",
        program.libraries() + File.separator + "*",
        "org.neo4j.server.Neo4jCommunity",
        "--home-dir=" + home,
        "--config-dir=" + home,
        "--console-mode");
  }

  /** It is reached from this machine only, and tells no one that it runs. */
  private static String configuration(int port) {
    return """
    server.default_listen_address=127.0.0.1
    server.bolt.listen_address=127.0.0.1:%1$d
    server.bolt.advertised_address=127.0.0.1:%1$d
    server.http.enabled=false
    server.https.enabled=false
    server.memory.pagecache.size=128m
    db.tx_log.rotation.size=16m
    db.tx_log.rotation.retention_policy=1 files
    db.tx_log.preallocate=false
    dbms.usage_report.enabled=false
    dbms.fleet_manager.enabled=false
    internal.dbms.usage_report.udc_network_enabled=false
    internal.dbms.fleet_discovery.permitted_network_masks=127.0.0.1/32,127.0.0.2/32
    """
        .formatted(port);
  }

  /** The only account, as {@code neo4j-admin dbms set-initial-password} writes it. */
  private static String account(ScratchFolder folder) {
    byte[] salt = new byte[32];
    new SecureRandom().nextBytes(salt);
    MessageDigest sha = ContentHash.sha256();
    sha.update(salt);
    byte[] hash = sha.digest(folder.password().getBytes(UTF_8));
    for (int round = 1; round < ROUNDS; round++) {
      hash = sha.digest(hash);
    }
    HexFormat hex = HexFormat.of().withUpperCase();
    return "%s:SHA-256,%s,%s,%d:\n"
        .formatted(ACCOUNT, hex.formatHex(hash), hex.formatHex(salt), ROUNDS);
  }

  private boolean answers(EngineAccess access) {
    try {
      return !connections
          .briefly(access, "the scratch server does not answer", Neo4jServer::identity)
          .isEmpty();
    } catch (EngineException e) {
      return false;
    }
  }

  /** Nothing is in its way: the server is new. */
  private record Load(Neo4jRestore restore) implements FreshLoad {

    @Override
    public Loaded load(RestoreScope scope, DumpSource source, ProgressMonitor monitor)
        throws IOException {
      restore.load(scope, source, Fence.Write::run, monitor);
      return Loaded.exactly(List.of());
    }

    @Override
    public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor)
        throws IOException {
      return restore.measure(scope, monitor);
    }
  }
}
