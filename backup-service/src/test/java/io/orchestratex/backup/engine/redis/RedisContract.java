package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.BackupEngineContract;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.FolderExport;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.StockImport;
import io.orchestratex.backup.engine.WayOfEngine;
import io.orchestratex.kit.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What Redis and Valkey owe besides: every kind of value, and files that the stock server loads.
 */
abstract class RedisContract extends BackupEngineContract {

  private static final List<List<byte[]>> KINDS = everyKind();

  private static int number;

  private final RedisEngine engine =
      new RedisEngine(new RedisSettings(null, "own/session:*"), new ScopeSettings("*"));

  /** The server that all tests of a class use. */
  abstract RedisProcess server();

  /** Starts another one of the same kind on a folder. */
  abstract RedisProcess start(Path folder, String... settings);

  @Override
  protected final BackupEngine engine() {
    return engine;
  }

  @Override
  protected Secret uri() {
    return new Secret(server().uri());
  }

  @Override
  protected String freshDatabase() {
    server().call("FLUSHALL");
    number = number % 9 + 1;
    return "db" + number;
  }

  private static int numberOf(String database) {
    return KeyFacts.number(database);
  }

  @Override
  protected void fill(String database) {
    try (RedisConnection connection = server().connect()) {
      connection.call("SELECT", Integer.toString(numberOf(database)));
      for (List<byte[]> command : KINDS) {
        connection.header(command.size());
        for (byte[] word : command) {
          connection.argument(word);
        }
      }
      connection.flush();
      for (int i = 0; i < KINDS.size(); i++) {
        connection.reply();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> words(Object... words) {
    List<byte[]> bytes = new ArrayList<>();
    for (Object word : words) {
      bytes.add(word instanceof byte[] given ? given : word.toString().getBytes(UTF_8));
    }
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static List<List<byte[]>> everyKind() {
    List<List<byte[]>> all = new ArrayList<>();
    all.add(words("SET", "text", "Grüße 🌍"));
    all.add(words("SET", new byte[] {0, (byte) 0xff, '\r', '\n'}, random(300)));
    all.add(words("SET", "empty", ""));
    for (long value : new long[] {0, -1, 127, -32_768, 70_000, 1L << 40, Long.MIN_VALUE}) {
      all.add(words("SET", "number " + value, value));
    }
    all.add(words("SET", "compressible", "abcabcabd".repeat(40_000)));
    all.add(words("SET", "large", random((8 << 20) + 1_000)));
    all.add(words("SET", "expires", "later", "PXAT", "4102444800123"));
    all.add(words("PFADD", "loglog", "a", "b", "c"));
    for (int i = 0; i < 600; i++) {
      all.add(words("RPUSH", "long list", i % 7 == 0 ? i * 1_000_003 : "element " + i));
      all.add(words("HSET", "long hash", "field " + i, i % 5 == 0 ? "x".repeat(i) : i));
      all.add(words("SADD", "long set", "member " + i));
      all.add(words("SADD", "numbers", i * 70_001L));
      all.add(words("ZADD", "long zset", i / 7.0, "member " + i));
      all.add(words("XADD", "stream", (i + 1) + "-" + i, "field", "value " + i));
    }
    all.add(words("RPUSH", "large list", random(20_000), "b", -5_000_000_000L, 4_000, -3, 70));
    all.add(words("HSET", "hash", "a", 1, "b", "", "", "c", "n", -129));
    all.add(words("EXPIREAT", "hash", "4102444800"));
    all.add(words("SADD", "set", "a", "b", 3));
    all.add(words("ZADD", "zset", "-inf", "a", "inf", "b", 0.1, "c", 5, "d", "1e300", "e"));
    all.add(words("XGROUP", "CREATE", "stream", "group", 0));
    all.add(words("XREADGROUP", "GROUP", "group", "ann", "COUNT", 5, "STREAMS", "stream", ">"));
    all.add(words("XDEL", "stream", "3-2"));
    all.add(words("SADD", "left", 0));
    return all;
  }

  @Override
  protected void damage(String database) {
    int in = numberOf(database);
    server().in(in, "DEL", "large", "zset", "stream");
    server().in(in, "HSET", "hash", "a", "changed");
    server().in(in, "SET", "new", "not in the backup");
    server().in(in, "PERSIST", "expires");
  }

  @Override
  protected String picture(String database) {
    return server().picture(numberOf(database));
  }

  @Override
  protected void writePair(String database, int number) {
    try (RedisConnection connection = server().connect()) {
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

    try (RedisProcess stock = start(folder)) {
      assertThat(stock.picture(numberOf(database))).isEqualTo(before);
    }
  }

  @Test
  void theFileOfAStockServerIsImported() throws IOException {
    Dump dumped = dump();
    server().call("SAVE");
    Path stock = server().folder().resolve("dump.rdb");
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
    server().in(20, "SET", "other", "x");
    dump();
    ByteArrayOutputStream cut = new ByteArrayOutputStream();

    engine.export(new ByteArrayInputStream(bytes("*")), "db20", cut, ProgressMonitor.NONE);

    assertThat(engine.read(new ByteArrayInputStream(cut.toByteArray()), ProgressMonitor.NONE))
        .extracting(fact -> fact.name() + " " + fact.count())
        .containsExactly("db20.string 1");
  }

  /** The files of an append-only log, by their paths. */
  static Map<String, ByteArrayOutputStream> laidOut(FolderExport engine, byte[] file)
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

  static void write(Path folder, Map<String, ByteArrayOutputStream> files) throws IOException {
    for (Map.Entry<String, ByteArrayOutputStream> each : files.entrySet()) {
      Path path = folder.resolve(each.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      try (OutputStream out = Files.newOutputStream(path)) {
        each.getValue().writeTo(out);
      }
    }
  }

  /** Keys that are live now and the services' own stay, in a restore and in its way back. */
  @Test
  void keysOfOurServicesStayAsTheyAre() throws IOException {
    int in = numberOf(database);
    server().in(in, "SET", "session:1", "of the backup");
    server().in(in, "SET", "session:over", "of the backup");
    Dump dump = dump();
    server().in(in, "SET", "session:1", "now");
    server().in(in, "DEL", "session:over", "text");
    var scope =
        new RestoreScope("20010101_000030", 1, server().access("own"), Selection.ALL, dump.files());
    assertThat(engine.plan(scope).warnings().toString()).contains("session:*");
    WayOfEngine way = way(scope);
    way.prepare();

    way.apply();
    assertThat(server().in(in, "GET", "text")).isEqualTo("Grüße 🌍");
    assertThat(server().in(in, "GET", "session:1")).isEqualTo("now");
    assertThat(server().in(in, "EXISTS", "session:over")).isEqualTo("0");
    way.undo();
    assertThat(server().in(in, "GET", "session:1")).isEqualTo("now");
    assertThat(server().in(in, "EXISTS", "text")).isEqualTo("0");
    way.cleanUp();
  }

  @Test
  void keysThatExpiredMeanwhileDoNotComeBackAndOthersKeepTheirTime() throws IOException {
    int in = numberOf(database);
    server().in(in, "SET", "soon", "gone", "PX", "200");
    Dump dump = dump();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> server().in(in, "EXISTS", "soon").equals("0"));
    server().in(in, "DEL", "expires");
    WayOfEngine way = way(scope(dump, "20010101_000031"));
    way.prepare();
    assertThat(way.measured())
        .as("read back before it expires")
        .containsExactlyInAnyOrderElementsOf(dump.files().getFirst().objects());

    way.apply();
    way.cleanUp();

    assertThat(server().in(in, "EXISTS", "soon")).isEqualTo("0");
    assertThat(Long.parseLong(server().in(in, "PTTL", "expires")))
        .isCloseTo(4_102_444_800_123L - System.currentTimeMillis(), Offset.offset(60_000L));
  }
}
