package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.connection.Step;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * On Valkey 9, which can do what Redis can from 7.0 on: functions, logs of several files, rights.
 */
class ValkeyEngineTest {

  private static final String LIBRARY =
      "#!lua name=%s\nserver.register_function('%s', function() return '%s' end)";

  private static RedisProcess server;

  @BeforeAll
  static void begin() {
    server = RedisProcess.empty(TestEngines.valkeyServer(), "enable-debug-command yes");
  }

  @AfterAll
  static void end() {
    server.close();
  }

  private final RedisEngine engine =
      new RedisEngine(new RedisSettings(null, ""), new ScopeSettings("*"));
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  @BeforeEach
  void fill() {
    server.call("FLUSHALL");
    server.call("FUNCTION", "FLUSH");
    EveryKind.fill(server, 2);
  }

  private Dump dump() throws IOException {
    file.reset();
    return engine.dump(server.access("v"), _ -> file, ProgressMonitor.NONE);
  }

  private RestoreScope scope(Dump dump, String id) {
    return new RestoreScope(id, 1, server.access("v"), Selection.ALL, dump.files());
  }

  private WayOfEngine way(RestoreScope scope) {
    return new WayOfEngine(engine, _ -> new ByteArrayInputStream(file.toByteArray()), scope);
  }

  @Test
  void aRoundTripIsExact() throws IOException {
    String before = server.picture(2);
    Dump dump = dump();
    server.in(2, "DEL", "large", "zset", "stream", "long hash");
    server.in(2, "SET", "new", "not in the backup");
    WayOfEngine way = way(scope(dump, "20010101_000042"));

    way.prepare();
    assertThat(way.measured())
        .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());
    way.apply();
    way.cleanUp();

    assertThat(server.picture(2)).isEqualTo(before);
    assertThat(engine.describe(server.access("v")).databases()).containsExactly("db2");
  }

  @Test
  void functionsAreReplacedAndComeBack() throws IOException {
    server.call("FUNCTION", "LOAD", LIBRARY.formatted("one", "f", "backed up"));
    Dump dump = dump();
    assertThat(dump.files().getFirst().objects())
        .extracting(ObjectFact::name)
        .contains("functions.libraries");
    server.call("FUNCTION", "LOAD", "REPLACE", LIBRARY.formatted("one", "f", "now"));
    server.call("FUNCTION", "LOAD", LIBRARY.formatted("two", "g", "now"));
    WayOfEngine way = way(scope(dump, "20010101_000040"));
    way.prepare();

    way.apply();
    assertThat(way.isApplied()).isTrue();
    assertThat(server.call("FCALL", "f", "0")).isEqualTo("backed up");
    way.undo();
    assertThat(server.call("FCALL", "f", "0")).isEqualTo("now");
    assertThat(server.call("FCALL", "g", "0")).isEqualTo("now");
    way.cleanUp();
  }

  @Test
  void itIsLaidOutAsAnAppendOnlyLogOfSeveralFiles() throws IOException {
    String before = server.picture(2);
    dump();
    Map<String, ByteArrayOutputStream> files = laidOut(engine, file.toByteArray());
    assertThat(files.keySet())
        .containsExactly(
            "appendonlydir/appendonly.aof.1.base.rdb",
            "appendonlydir/appendonly.aof.1.incr.aof",
            "appendonlydir/appendonly.aof.manifest");
    Path folder = Files.createTempDirectory("ox-redis-test-");
    write(folder, files);

    try (RedisProcess stock =
        new RedisProcess(
            TestEngines.valkeyServer(), folder, "enable-debug-command yes", "appendonly yes")) {
      assertThat(stock.picture(2)).isEqualTo(before);
    }
  }

  /** The files of an append-only log, by their paths. */
  private static Map<String, ByteArrayOutputStream> laidOut(FolderExport engine, byte[] file)
      throws IOException {
    Map<String, ByteArrayOutputStream> files = new TreeMap<>();
    FolderExport.Folder folder =
        (path, bytes) -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          files.put(path, out);
          return out;
        };
    engine.layOut(new ByteArrayInputStream(file), List.of(), folder, ProgressMonitor.NONE);
    return files;
  }

  private static void write(Path folder, Map<String, ByteArrayOutputStream> files)
      throws IOException {
    for (Map.Entry<String, ByteArrayOutputStream> each : files.entrySet()) {
      Path path = folder.resolve(each.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      try (OutputStream out = Files.newOutputStream(path)) {
        each.getValue().writeTo(out);
      }
    }
  }

  @Test
  void aBackupOfValkeyIsRefusedByRedisBeforeAnythingChanges() throws IOException {
    Dump dump = dump();
    assertThat(dump.serverVersion()).startsWith("valkey 9");
    assertThat(dump.files().getFirst().attributes())
        .containsEntry("server", "valkey")
        .containsEntry("rdb-version", "80");
    try (RedisProcess redis = RedisProcess.empty(TestEngines.redisServer())) {
      EnginePlan plan =
          engine.plan(
              new RestoreScope(
                  "20010101_000041", 1, redis.access("r"), Selection.ALL, dump.files()));

      assertThat(plan.obstacles()).anyMatch(text -> text.contains("RDB format"));
    }
  }

  @Test
  void anAccountIsTriedStepByStep() {
    server.call("ACL", "SETUSER", "weak", "on", ">weak", "~*", "+@read", "+info", "+acl");
    server.call("ACL", "SETUSER", "keeper", "on", ">keeper", "reset");
    String[] rights = ("ACL SETUSER keeper on >keeper &* " + Rights.ALL).split(" ");
    server.call(rights);
    String place = "@127.0.0.1:" + server.port();

    assertThat(failed("redis://weak:wrong" + place)).isEqualTo(Step.SIGN_IN);
    assertThat(failed("redis://weak:weak" + place)).isEqualTo(Step.PERMISSION);
    assertThat(failed("rediss://weak:weak@127.0.0.1:" + speaksNoTls())).isEqualTo(Step.TLS);
    assertThat(failed("redis://weak:weak@127.0.0.1:1")).isEqualTo(Step.TCP);
    assertThat(failed("redis://weak:weak@no-such-host.invalid")).isEqualTo(Step.NAME);
    assertThat(engine.test(at("redis://keeper:keeper" + place)).steps())
        .anyMatch(step -> step.detail().contains("back up and restore every key"));
  }

  /** The port of something that answers two connections in plain text. */
  private static int speaksNoTls() {
    try {
      ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      Thread.ofVirtual()
          .start(() -> {
            try (socket) {
              for (int i = 0; i < 2; i++) {
                try (Socket client = socket.accept()) {
                  client.getOutputStream().write("-ERR this is no TLS\r\n".getBytes(US_ASCII));
                }
              }
            } catch (IOException e) {
              // The test will say what is missing.
            }
          });
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private EngineAccess at(String uri) {
    return new EngineAccess("tried", new Secret(uri));
  }

  private @Nullable Step failed(String uri) {
    return engine.test(at(uri)).failed();
  }
}
