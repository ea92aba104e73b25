package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Libraries of functions, from Redis 7.0 on, in the form of {@code FUNCTION DUMP}. */
final class FunctionLibraries {

  private static final int LIBRARY = 0xf5;
  private static final int FOOTER = 10;

  private FunctionLibraries() {}

  /** The payload of {@code FUNCTION RESTORE}. */
  static byte[] payload(List<byte[]> codes, int rdbVersion) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] code : codes) {
      out.write(LIBRARY);
      out.writeBytes(RdbInput.lengthBytes(code.length));
      out.writeBytes(code);
    }
    out.write(rdbVersion);
    out.write(rdbVersion >>> 8);
    byte[] bytes = out.toByteArray();
    out.writeBytes(Crc64.littleEndian(Crc64.update(0, bytes, 0, bytes.length)));
    return out.toByteArray();
  }

  /** What a payload holds. */
  static ObjectFact fact(byte[] payload) throws IOException {
    KeyFacts facts = new KeyFacts();
    codes(payload).forEach(facts::addFunction);
    return facts.facts().stream()
        .findFirst()
        .orElseGet(() -> new ContentHash().fact(KeyFacts.FUNCTIONS + ".libraries"));
  }

  private static List<byte[]> codes(byte[] payload) throws IOException {
    RdbInput in = new RdbInput(Arrays.copyOf(payload, Math.max(0, payload.length - FOOTER)));
    List<byte[]> codes = new ArrayList<>();
    while (!in.isAtEnd()) {
      if (in.u8() != LIBRARY) {
        throw in.malformed("functions in a form that is not known");
      }
      codes.add(in.string());
    }
    return codes;
  }

  /** Those that a restore has loaded into the chosen database. */
  static byte[] loaded(Server server) throws IOException {
    if (server.connection().call("GET", Marks.FUNCTIONS) instanceof byte[] loaded) {
      return loaded;
    }
    throw new EngineException(
        "restore.staged-missing",
        "the functions that were loaded are gone; nothing can be put in place");
  }

  /** Those that a server has now; null where it knows none or the account may not ask. */
  static byte @Nullable [] now(Server server) throws IOException {
    if (!server.isAtLeast(7)) {
      return null;
    }
    try {
      return (byte[]) server.connection().call("FUNCTION", "DUMP");
    } catch (RedisReplyException e) {
      return null;
    }
  }

  /** How many a server has now. */
  static long count(Server server) throws IOException {
    byte[] now = now(server);
    return now == null ? 0 : fact(now).count();
  }

  /** Puts libraries in place of all that a server has. */
  static void replace(Server server, byte[] payload) throws IOException {
    if (!server.isAtLeast(7)) {
      throw new EngineException(
          Faults.REFUSED, "the server has no functions; they need Redis 7.0 or newer");
    }
    RedisConnection connection = server.connection();
    connection.header(4);
    connection.argument("FUNCTION".getBytes(US_ASCII));
    connection.argument("RESTORE".getBytes(US_ASCII));
    connection.argument(payload);
    connection.argument("FLUSH".getBytes(US_ASCII));
    connection.flush();
    connection.reply();
  }
}
