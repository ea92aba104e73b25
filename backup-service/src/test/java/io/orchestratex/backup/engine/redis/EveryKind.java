package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Keys of every kind that a server stores in a way of its own: small and large, packed and not. */
final class EveryKind {

  private static final List<List<byte[]>> COMMANDS = commands();

  private EveryKind() {}

  /** Makes them in a database. */
  static void fill(RedisProcess server, int database) {
    try (RedisConnection connection = server.connect()) {
      connection.call("SELECT", Integer.toString(database));
      for (List<byte[]> command : COMMANDS) {
        connection.header(command.size());
        for (byte[] word : command) {
          connection.argument(word);
        }
      }
      connection.flush();
      for (List<byte[]> _ : COMMANDS) {
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

  private static List<List<byte[]>> commands() {
    List<List<byte[]>> all = new ArrayList<>();
    all.add(words("SET", "text", "Grüße 🌍"));
    all.add(words("SET", new byte[] {0, (byte) 0xff, '\r', '\n'}, random(300)));
    all.add(words("SET", "empty", ""));
    for (long value : new long[] {0, -1, 127, -32_768, 70_000, 1L << 40, Long.MIN_VALUE}) {
      all.add(words("SET", "number " + value, value));
    }
    all.add(words("SET", "compressible", "abcabcabd".repeat(40_000)));
    all.add(words("SET", "large", random((4 << 20) + 1_000)));
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
}
