package io.orchestratex.backup.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the Redis that the local stack runs. */
class RedisEngineTest extends BackupEngineContract {

  private static RedisProcess server;
  private static int number;

  private final RedisEngine engine =
      new RedisEngine(new RedisSettings(null, "own/session:*"), new ScopeSettings("*"));

  @BeforeAll
  static void begin() {
    server = RedisProcess.empty(TestEngines.redisServer());
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @Override
  protected BackupEngine engine() {
    return engine;
  }

  @Override
  protected Secret uri() {
    return new Secret(server.uri());
  }

  @Override
  protected String freshDatabase() {
    server.call("FLUSHALL");
    number = number % 9 + 1;
    return "db" + number;
  }

  private static int numberOf(String database) {
    return KeyFacts.number(database);
  }

  @Override
  protected void fill(String database) {
    EveryKind.fill(server, numberOf(database));
  }

  @Override
  protected void damage(String database) {
    int in = numberOf(database);
    server.in(in, "DEL", "large", "zset", "stream");
    server.in(in, "HSET", "hash", "a", "changed");
    server.in(in, "SET", "new", "not in the backup");
    server.in(in, "PERSIST", "expires");
  }

  @Override
  protected String picture(String database) {
    return server.picture(numberOf(database));
  }

  @Override
  protected void writePair(String database, int number) {
    try (RedisConnection connection = server.connect()) {
      connection.call("SELECT", Integer.toString(numberOf(database)));
      connection.call("MULTI");
      connection.call("RPUSH", "pair list " + number, "x");
      connection.call("HSET", "pair hash " + number, "x", "y");
      connection.call("EXEC");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected List<String> pairObjects(String database) {
    return List.of(database + ".list", database + ".hash");
  }

  @Test
  void aStockServerLoadsTheFile() throws IOException {
    String before = picture(database);
    dump();
    Path folder = Files.createTempDirectory("ox-redis-test-");
    Files.write(folder.resolve("dump.rdb"), bytes("*"));

    try (RedisProcess stock = new RedisProcess(TestEngines.redisServer(), folder)) {
      assertThat(stock.picture(numberOf(database))).isEqualTo(before);
    }
  }

  @Test
  void theFileOfAStockServerIsImported() throws IOException {
    Dump dumped = dump();
    server.call("SAVE");
    Path stock = server.folder().resolve("dump.rdb");
    ByteArrayOutputStream written = new ByteArrayOutputStream();

    Dump imported =
        ((StockImport) engine())
            .importFrom(
                stock, _ -> written, new StockImport.Means(stock, 1 << 30), ProgressMonitor.NONE);

    assertThat(imported.files().getFirst().objects())
        .containsExactlyInAnyOrderElementsOf(dumped.files().getFirst().objects());
    assertThat(written.toByteArray()).isEqualTo(Files.readAllBytes(stock));
    assertThat(imported.serverVersion()).isEqualTo(dumped.serverVersion());
  }

  @Test
  void oneDatabaseIsExportedAlone() throws IOException {
    server.in(20, "SET", "other", "x");
    dump();
    ByteArrayOutputStream cut = new ByteArrayOutputStream();

    engine.export(new ByteArrayInputStream(bytes("*")), "db20", cut, ProgressMonitor.NONE);

    assertThat(engine.read(new ByteArrayInputStream(cut.toByteArray()), ProgressMonitor.NONE))
        .extracting(fact -> fact.name() + " " + fact.count())
        .containsExactly("db20.string 1");
  }

  /** Keys that are live now and the services' own stay, in a restore and in its way back. */
  @Test
  void keysOfOurServicesStayAsTheyAre() throws IOException {
    int in = numberOf(database);
    server.in(in, "SET", "session:1", "of the backup");
    server.in(in, "SET", "session:over", "of the backup");
    Dump dump = dump();
    server.in(in, "SET", "session:1", "now");
    server.in(in, "DEL", "session:over", "text");
    var scope =
        new RestoreScope("20010101_000030", 1, server.access("own"), Selection.ALL, dump.files());
    assertThat(engine.plan(scope).warnings().toString()).contains("session:*");
    WayOfEngine way = way(scope);
    way.prepare();

    way.apply();
    assertThat(server.in(in, "GET", "text")).isEqualTo("Grüße 🌍");
    assertThat(server.in(in, "GET", "session:1")).isEqualTo("now");
    assertThat(server.in(in, "EXISTS", "session:over")).isEqualTo("0");
    way.undo();
    assertThat(server.in(in, "GET", "session:1")).isEqualTo("now");
    assertThat(server.in(in, "EXISTS", "text")).isEqualTo("0");
    way.cleanUp();
  }

  @Test
  void keysThatExpiredMeanwhileDoNotComeBackAndOthersKeepTheirTime() throws IOException {
    int in = numberOf(database);
    server.in(in, "SET", "soon", "gone", "PX", "200");
    Dump dump = dump();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server.in(in, "EXISTS", "soon").equals("0"));
    server.in(in, "DEL", "expires");
    WayOfEngine way = way(scope(dump, "20010101_000031"));
    way.prepare();
    assertThat(way.measured())
        .as("read back before it expires")
        .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());

    way.apply();
    way.cleanUp();

    assertThat(server.in(in, "EXISTS", "soon")).isEqualTo("0");
    assertThat(Long.parseLong(server.in(in, "PTTL", "expires")))
        .isCloseTo(4_102_444_800_123L - System.currentTimeMillis(), Offset.offset(60_000L));
  }
}
