package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Loads the keys of a file into the databases beside, many at a time. Each is read back in the same
 * transaction, before it can expire, and only then gets the time at which it does.
 */
final class BesideLoad implements RdbReader.Receiver {

  private static final int KEYS_AT_ONCE = 500;
  private static final long BYTES_AT_ONCE = 1 << 20;
  private static final int READ_WHOLE = 1 << 20;
  private static final int FOOTER = 10;

  private final Server server;
  private final RedisConnection connection;
  private final Map<Integer, Place> places;
  private final IntSupplier rdbVersion;
  private final KeyFacts facts = new KeyFacts();
  private final List<byte[]> functions = new ArrayList<>();
  private final List<Key> batch = new ArrayList<>();
  private final Map<Integer, Loaded> loaded = new HashMap<>();
  private final long longest;
  private long batchBytes;
  private int current = -1;

  /**
   * Where the keys of a database go.
   *
   * @param number of the database beside
   * @param name of it
   */
  record Place(int number, String name) {}

  private static final class Loaded {
    private long keys;
    private long expiring;
  }

  private record Key(byte[] name, long expiry, Payload payload) {}

  /**
   * @param places by the numbers in the file; what has none is passed over
   * @param rdbVersion of the file, known once its reading began
   */
  BesideLoad(Server server, Map<Integer, Place> places, IntSupplier rdbVersion) throws IOException {
    this.server = server;
    this.longest = server.longestArgument();
    this.connection = server.connection();
    this.places = places;
    this.rdbVersion = rdbVersion;
  }

  static byte[] word(String text) {
    return text.getBytes(US_ASCII);
  }

  @Override
  public void function(byte[] code) {
    functions.add(code);
  }

  /** Libraries of functions that the file holds. */
  List<byte[]> functions() {
    return functions;
  }

  /** What was read back. */
  List<ObjectFact> measured() {
    return facts.facts();
  }

  @Override
  public void key(int database, byte[] key, long expiry, int type, RdbInput value)
      throws IOException {
    if (!places.containsKey(database) || Marks.isMark(key)) {
      ValueHash.skip(value, type);
      return;
    }
    if (database != current) {
      flush();
      current = database;
    }
    Payload payload = new Payload();
    try {
      payload.write(type);
      value.copyTo(payload);
      ValueHash.skip(value, type);
      value.copyTo(null);
      payload.finish(rdbVersion.getAsInt());
    } catch (IOException | RuntimeException e) {
      payload.close();
      throw e;
    }
    requireShort(payload);
    batch.add(new Key(key, expiry, payload));
    Loaded count = loaded.computeIfAbsent(database, _ -> new Loaded());
    count.keys++;
    count.expiring += expiry == RdbReader.NEVER ? 0 : 1;
    batchBytes += payload.length();
    if (batch.size() == KEYS_AT_ONCE || batchBytes > BYTES_AT_ONCE) {
      flush();
    }
  }

  private void requireShort(Payload payload) throws IOException {
    if (payload.length() > longest) {
      payload.close();
      throw new EngineException(
          Faults.REFUSED,
          "a key has %d MiB and the server takes %d MiB at once; raise proto-max-bulk-len, or use the file (ox backup export)"
              .formatted(payload.length() >> 20, longest >> 20));
    }
  }

  /** Loads what waits. */
  void flush() throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      load(current, place(current));
    } finally {
      discard();
    }
  }

  private Place place(int database) {
    Place place = places.get(database);
    if (place == null) {
      throw new IllegalStateException("database " + database + " is not restored");
    }
    return place;
  }

  /** Forgets what waits. */
  void discard() throws IOException {
    for (Key key : batch) {
      key.payload().close();
    }
    batch.clear();
    batchBytes = 0;
  }

  private void load(int database, Place place) throws IOException {
    server.select(place.number());
    // Whoever took the restore over has removed the mark, and the transaction fails.
    connection.call("WATCH", Marks.BESIDE);
    if (!BesideDatabases.mark(server, Marks.BESIDE).equals(place.name())) {
      throw superseded(place);
    }
    connection.send("MULTI");
    int commands = 0;
    for (Key key : batch) {
      connection.header(5);
      connection.argument(word("RESTORE"));
      connection.argument(key.name());
      connection.argument(word("0"));
      key.payload().writeTo(connection.argument(key.payload().length()));
      connection.endArgument();
      connection.argument(word("REPLACE"));
      connection.header(2);
      connection.argument(word("DUMP"));
      connection.argument(key.name());
      commands += 2;
      if (key.expiry() != RdbReader.NEVER) {
        connection.header(3);
        connection.argument(word("PEXPIREAT"));
        connection.argument(key.name());
        connection.argument(word(Long.toString(key.expiry())));
        commands++;
      }
    }
    connection.send("EXEC");
    connection.flush();
    queued(commands + 1);
    if (connection.listLength() < 0) {
      throw superseded(place);
    }
    for (Key key : batch) {
      connection.reply();
      readBack(database, key);
      if (key.expiry() != RdbReader.NEVER) {
        connection.reply();
      }
    }
  }

  /** Reads what each command of the transaction was answered; the first refusal counts. */
  private void queued(int commands) throws IOException {
    RedisReplyException refusal = null;
    for (int i = 0; i < commands; i++) {
      try {
        connection.reply();
      } catch (RedisReplyException e) {
        refusal = refusal == null ? e : refusal;
      }
    }
    if (refusal != null) {
      throw refusal;
    }
  }

  private void readBack(int database, Key key) throws IOException {
    long length = connection.bulkLength();
    if (length < 0) {
      throw new EngineException(
          Faults.REFUSED, "a key that was loaded is gone; does the server evict keys?");
    }
    long value = length - FOOTER;
    RdbInput in;
    if (length <= READ_WHOLE) {
      in = new RdbInput(connection.stream(value).readNBytes((int) value));
    } else {
      in = new RdbInput(connection.stream(value));
    }
    int type = in.u8();
    facts.add(database, key.name(), key.expiry(), type, in);
    if (!in.isAtEnd()) {
      throw new IOException("the server dumps a key with more than its value");
    }
    connection.stream(FOOTER).readNBytes(FOOTER);
    connection.endOfBulk();
  }

  private static EngineException superseded(Place place) {
    return new EngineException(
        "restore.superseded",
        "database "
            + KeyFacts.name(place.number())
            + " is no longer this restore's: another worker has taken it over");
  }

  /**
   * Checks that each database has the keys that were loaded, and no other.
   *
   * @param marks how many keys of the restore's own each has
   */
  void requireComplete(int marks) throws IOException {
    for (Map.Entry<Integer, Place> each : places.entrySet()) {
      Loaded expected = loaded.getOrDefault(each.getKey(), new Loaded());
      server.select(each.getValue().number());
      long now = connection.call("DBSIZE") instanceof Long size ? size - marks : 0;
      if (now > expected.keys || now < expected.keys - expected.expiring) {
        throw new EngineException(
            "restore.unequal",
            "%d keys were loaded into %s and %d are there; another client writes to it, or the server evicts keys"
                .formatted(expected.keys, KeyFacts.name(each.getValue().number()), now));
      }
    }
  }
}
