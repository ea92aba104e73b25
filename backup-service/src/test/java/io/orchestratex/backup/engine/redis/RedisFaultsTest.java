package io.orchestratex.backup.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.StagedRestore;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes wrong at a server or on the way to it, and that what is live stays as it is. */
class RedisFaultsTest {

  private static RedisProcess server;

  private final RedisEngine engine =
      new RedisEngine(new RedisSettings(null, ""), new ScopeSettings("*"));
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @BeforeAll
  static void begin() {
    server = RedisProcess.empty(TestEngines.redisServer(), "appendonly yes");
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void fill() {
    server.call("FLUSHALL");
    for (int i = 0; i < 20; i++) {
      server.call("SET", "key " + i, "x".repeat(i));
    }
  }

  private Dump dump() throws IOException {
    return engine.dump(server.access("r"), _ -> file, ProgressMonitor.NONE);
  }

  private RestoreScope scope(Dump dump, String id) {
    return new RestoreScope(id, 1, server.access("r"), Selection.ALL, dump.files());
  }

  private StagedRestore way() {
    return (StagedRestore) engine.restoreWay();
  }

  /** Whatever bit of the file is another one, no restore of it comes to what is live. */
  @Test
  void aFileWithOneWrongBitIsNeverPutInPlace() throws IOException {
    Dump dump = dump();
    String before = server.picture(0);
    byte[] whole = file.toByteArray();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      DumpSource source = _ -> new ByteArrayInputStream(damaged);
      RestoreScope scope = scope(dump, "20010101_0000" + (10 + round));
      assertThatThrownBy(() -> engine.read(new ByteArrayInputStream(damaged), ProgressMonitor.NONE))
          .as("seed %d, round %d", seed, round)
          .isInstanceOf(MalformedDumpException.class);
      assertThatThrownBy(() -> way().load(scope, source, ProgressMonitor.NONE))
          .as("seed %d, round %d", seed, round)
          .isInstanceOfAny(IOException.class, EngineException.class);
      way().leftovers(scope).forEach(each -> way().remove(scope, each));
    }
    assertThat(server.picture(0)).isEqualTo(before);
  }

  @Test
  void aConnectionThatIsCutInTheFileFailsForNow() throws Exception {
    server.call("SET", "large", "y".repeat(3_000_000) + new Random(1).nextLong());
    try (ServerSocket relay = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread = Thread.ofVirtual().start(() -> relayed(relay, 4_000));
      EngineAccess access =
          new EngineAccess(
              "r", new Secret(server.uri().replaceFirst(":\\d+$", ":" + relay.getLocalPort())));

      assertThatThrownBy(() -> engine.dump(access, _ -> file, ProgressMonitor.NONE))
          .isInstanceOfSatisfying(
              EngineException.class, fault -> assertThat(fault.isPassing()).isTrue())
          .hasMessageContaining("the connection to it broke");
      thread.join();
    }
  }

  /** Lets so many bytes through to the client and closes. */
  private static void relayed(ServerSocket relay, int bytes) {
    try (Socket client = relay.accept();
        Socket redis = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              client.getInputStream().transferTo(redis.getOutputStream());
            } catch (IOException e) {
              // It was closed.
            }
          });
      InputStream answers = redis.getInputStream();
      for (int i = 0; i < bytes; i++) {
        client.getOutputStream().write(answers.read());
      }
    } catch (IOException e) {
      // The test will say what is missing.
    }
  }

  @Test
  void aReplicaWithoutItsSourceIsNotBackedUpAndNotRestored() throws IOException {
    Dump dump = dump();
    server.call("REPLICAOF", "127.0.0.1", "1");
    try {
      assertThatThrownBy(this::dump)
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("replica without a connection to its source");
      assertThat(engine.plan(scope(dump, "20010101_000001")).obstacles())
          .anyMatch(text -> text.contains("is a replica"));
    } finally {
      server.call("REPLICAOF", "NO", "ONE");
    }
  }

  @Test
  void aLogThatIsBeingRewrittenOnlyDelaysABackup() throws IOException {
    server.call("BGREWRITEAOF");

    assertThat(dump().files().getFirst().objects().getFirst().count()).isEqualTo(20);
  }

  @Test
  void aServerWithTooLittleMemoryIsRefusedInThePlan() throws IOException {
    Dump dump = dump();
    server.call("CONFIG", "SET", "maxmemory", "100kb");
    try {
      assertThat(engine.plan(scope(dump, "20010101_000002")).obstacles())
          .anyMatch(text -> text.contains("raise maxmemory"));
      assertThatThrownBy(() ->
              way()
                  .load(
                      scope(dump, "20010101_000002"),
                      _ -> new ByteArrayInputStream(file.toByteArray()),
                      ProgressMonitor.NONE))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("no memory left");
    } finally {
      server.call("CONFIG", "SET", "maxmemory", "0");
    }
  }

  /** A worker that slept writes nothing into a database that is no longer its own. */
  @Test
  void aWorkerThatWasGivenUpWritesNoMore() throws IOException {
    Dump dump = dump();
    RestoreScope scope = scope(dump, "20010101_000003");
    byte[] whole = file.toByteArray();
    DumpSource source =
        _ -> {
          return new ByteArrayInputStream(whole) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
              // What it has claimed is gone when it begins to read.
              way().leftovers(scope).forEach(each -> way().remove(scope, each));
              return super.read(to, offset, length);
            }
          };
        };

    assertThatThrownBy(() -> way().load(scope, source, ProgressMonitor.NONE))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("another worker has taken it over");
    assertThat(engine.describe(server.access("r")).databases()).isEqualTo(List.of("db0"));
  }
}
