package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads an RDB file to its end, checks its checksum and hands on what is in it. It can copy the
 * file meanwhile, whole or without some of its databases. The format has no document; its source is
 * {@code rdb.c} of Redis and Valkey.
 */
final class RdbReader {

  /** Takes what is in a file, in its order. */
  interface Receiver {

    /** A fact about the file or the server that wrote it. */
    default void about(String name, String value) {}

    /** The code of a library of functions. */
    default void function(byte[] code) throws IOException {}

    /**
     * A key. Must read the value to its end.
     *
     * @param expiry when the key expires, in milliseconds; {@link #NEVER} when it does not
     * @param type of the value, as {@link ValueHash#read} takes it
     */
    void key(int database, byte[] key, long expiry, int type, RdbInput value) throws IOException;
  }

  /** The expiry of a key that stays. */
  static final long NEVER = -1;

  private static final int SLOT = 0xf4;
  private static final int FUNCTION = 0xf5;
  private static final int MODULE = 0xf7;
  private static final int IDLE = 0xf8;
  private static final int FREQUENCY = 0xf9;
  private static final int ABOUT = 0xfa;
  private static final int RESIZE = 0xfb;
  private static final int EXPIRES_MILLIS = 0xfc;
  private static final int EXPIRES = 0xfd;
  private static final int DATABASE = 0xfe;
  private static final int END = 0xff;
  private static final int HEADER = 9;

  private final RdbInput in;
  private final Receiver receiver;
  private final @Nullable Copy copy;
  private int database;
  private long expiry = NEVER;
  private String header = "";

  /** Reads only. */
  RdbReader(InputStream in, Receiver receiver) {
    this(in, receiver, null);
  }

  /** Reads and copies. */
  RdbReader(InputStream in, Receiver receiver, @Nullable Copy copy) {
    this.in = new RdbInput(in);
    this.receiver = receiver;
    this.copy = copy;
  }

  /** A file that is written meanwhile. What it leaves out, the receiver is not given either. */
  static final class Copy extends OutputStream {
    private final OutputStream out;
    private final IntPredicate databases;
    private final boolean functions;
    private long crc;

    /**
     * @param databases which of them are copied
     * @param functions whether libraries of functions are copied
     */
    Copy(OutputStream out, IntPredicate databases, boolean functions) {
      this.out = out;
      this.databases = databases;
      this.functions = functions;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      crc = Crc64.update(crc, bytes, offset, length);
      out.write(bytes, offset, length);
    }

    void end(boolean checked) throws IOException {
      out.write(Crc64.littleEndian(checked ? crc : 0));
      out.flush();
    }
  }

  /** The version of the format: 9 for Redis 5 to 6.2, 80 for Valkey 9. */
  int version() {
    return Integer.parseInt(header.replaceAll("\\D", ""));
  }

  private boolean takes(int number) {
    return copy == null || copy.databases.test(number);
  }

  private boolean takesFunctions() {
    return copy == null || copy.functions;
  }

  private void begin(boolean taken, int operation) throws IOException {
    if (copy != null && taken) {
      copy.write(operation);
      in.copyTo(copy);
    }
  }

  void read() throws IOException {
    if (copy != null) {
      in.copyTo(copy);
    }
    header = new String(in.bytes(HEADER), UTF_8);
    if (!header.matches("REDIS\\d{4}|VALKEY\\d{3}")) {
      throw new MalformedDumpException("it is not an RDB file of Redis or Valkey");
    }
    while (true) {
      in.copyTo(null);
      int operation = in.u8();
      switch (operation) {
        case END -> {
          end();
          return;
        }
        case DATABASE -> database();
        case ABOUT -> {
          begin(true, operation);
          receiver.about(new String(in.string(), UTF_8), new String(in.string(), UTF_8));
        }
        case FUNCTION -> {
          begin(takesFunctions(), operation);
          byte[] code = in.string();
          if (takesFunctions()) {
            receiver.function(code);
          }
        }
        case MODULE -> {
          begin(true, operation);
          ValueHash.skipModule(in);
        }
        default -> inDatabase(operation);
      }
    }
  }

  private void database() throws IOException {
    database = (int) in.length();
    if (copy != null && takes(database)) {
      copy.write(DATABASE);
      copy.write(RdbInput.lengthBytes(database));
    }
  }

  private void inDatabase(int operation) throws IOException {
    boolean taken = takes(database);
    begin(taken, operation);
    switch (operation) {
      case RESIZE -> skipLengths(2);
      case SLOT -> skipLengths(3);
      case IDLE -> skipLengths(1);
      case FREQUENCY -> in.u8();
      case EXPIRES -> expiry = in.littleEndian(4) * 1000;
      case EXPIRES_MILLIS -> expiry = in.littleEndian(8);
      default -> {
        ValueType.of(operation);
        byte[] key = in.string();
        if (taken) {
          receiver.key(database, key, expiry, operation, in);
        } else {
          ValueHash.skip(in, operation);
        }
        expiry = NEVER;
      }
    }
  }

  private void skipLengths(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      in.length();
    }
  }

  private void end() throws IOException {
    if (copy != null) {
      copy.write(END);
    }
    long computed = in.crc();
    long stored = in.littleEndian(8);
    // A server whose rdbchecksum is off writes 0.
    if (stored != 0 && stored != computed) {
      throw new MalformedDumpException(
          "its checksum is wrong: it says %016x, and its content has %016x"
              .formatted(stored, computed));
    }
    if (!in.isAtEnd()) {
      throw new MalformedDumpException("something follows after its end");
    }
    if (copy != null) {
      copy.end(stored != 0);
    }
  }
}
