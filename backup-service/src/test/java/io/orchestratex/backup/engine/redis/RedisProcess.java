package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A Redis or Valkey of a test's own, in a folder that goes with it. */
public final class RedisProcess implements AutoCloseable {

  private static final String PASSWORD = "hidden-in-tests";

  private final Path folder;
  private final int port;
  private final Process process;

  /** Starts one on what the folder holds. */
  public RedisProcess(Path program, Path folder, String... settings) {
    this.folder = folder;
    try {
      this.port = ScratchFolder.freePort();
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "bind 127.0.0.1",
                  "port " + port,
                  "dir \"" + folder + "\"",
                  "databases 40",
                  "user default off",
                  "user admin on >" + PASSWORD + " ~* &* +@all",
                  "save \"\""));
      lines.addAll(List.of(settings));
      Path configuration = Files.write(folder.resolve("test.conf"), lines);
      this.process =
          new ProcessBuilder(program.toString(), configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Awaitility.await("redis, log " + folder.resolve("log"))
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> answers() || !process.isAlive());
  }

  /** Starts an empty one. */
  public static RedisProcess empty(Path program, String... settings) {
    try {
      return new RedisProcess(program, Files.createTempDirectory("ox-redis-test-"), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try {
      return call("PING").equals("PONG");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** The connection string of the account that may do anything. */
  public String uri() {
    return "redis://admin:" + PASSWORD + "@127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  Path folder() {
    return folder;
  }

  EngineAccess access(String target) {
    return new EngineAccess(target, new Secret(uri()));
  }

  /** A connection that has signed in. */
  RedisConnection connect() throws IOException {
    RedisAddress address = RedisAddress.of(access("test"));
    RedisConnection connection = RedisConnection.open(address, Duration.ofSeconds(60));
    connection.signIn(address);
    return connection;
  }

  /** Carries out a command in database 0 and says what was answered. */
  public String call(String... words) {
    return in(0, words);
  }

  /** Carries out a command in a database and says what was answered. */
  public String in(int database, String... words) {
    try (RedisConnection connection = connect()) {
      if (database > 0) {
        connection.call("SELECT", Integer.toString(database));
      }
      return RedisConnection.text(connection.call(words));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All keys of a database with the server's own digest of what they hold. */
  public String picture(int database) {
    try (RedisConnection connection = connect()) {
      connection.call("SELECT", Integer.toString(database));
      List<String> lines = new ArrayList<>();
      for (Object key : RedisConnection.list(connection.call("KEYS", "*"))) {
        byte[] name = (byte[]) key;
        if (key != null && !Marks.isMark(name)) {
          connection.header(3);
          connection.argument("DEBUG".getBytes(UTF_8));
          connection.argument("DIGEST-VALUE".getBytes(UTF_8));
          connection.argument(name);
          connection.flush();
          String digest = RedisConnection.text(RedisConnection.list(connection.reply()).getFirst());
          lines.add(HexFormat.of().formatHex(name) + " " + digest);
        }
      }
      lines.sort(Comparator.naturalOrder());
      return String.join("\n", lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("redis does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
