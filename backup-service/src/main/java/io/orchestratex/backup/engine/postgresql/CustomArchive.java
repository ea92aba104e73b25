package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads pg_dump's custom format, uncompressed, from a stream, and hashes the rows of each table as
 * COPY writes them.
 *
 * <p>Format: {@code src/bin/pg_dump/pg_backup_archiver.c} and {@code pg_backup_custom.c} of
 * PostgreSQL, archive versions 1.14 (PostgreSQL 12) to 1.16 (17). The file has no end mark: whether
 * it is whole shows in that every table of its contents has its data.
 */
final class CustomArchive {

  private static final int VERSION_1_14 = 0x010e00;
  private static final int VERSION_1_15 = 0x010f00;
  private static final int VERSION_1_16 = 0x011000;
  private static final int BLOCK_DATA = 1;
  private static final int BLOCK_BLOBS = 3;
  private static final int CUSTOM = 1;
  private static final int MAX_TEXT = 256 << 20;

  private final InputStream in;
  private final ProgressMonitor monitor;
  private final Map<Integer, String> expected = new LinkedHashMap<>();
  private final List<ObjectFact> facts = new ArrayList<>();
  private final ContentHash largeObjects = new ContentHash();
  private int version;
  private int intBytes;
  private int offsetBytes;
  private String database = "";

  CustomArchive(InputStream in, ProgressMonitor monitor) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.monitor = monitor;
  }

  /** Reads to the end. */
  List<ObjectFact> read() throws IOException {
    header();
    contents();
    for (int type = in.read(); type >= 0; type = in.read()) {
      int id = integer();
      String name = expected.remove(id);
      if (name == null) {
        throw new IOException("the dump has data that its contents do not list");
      }
      monitor.detail(name);
      switch (type) {
        case BLOCK_DATA -> facts.add(rows(name));
        case BLOCK_BLOBS -> largeObjects();
        default -> throw new IOException("the dump has a block of unknown type " + type);
      }
    }
    if (!expected.isEmpty()) {
      throw new EOFException("the dump ends before the data of " + expected.values());
    }
    if (largeObjects.count() > 0) {
      facts.add(largeObjects.fact(PgNames.largeObjects(database)));
    }
    return facts;
  }

  private void header() throws IOException {
    byte[] magic = in.readNBytes(5);
    if (magic.length < 5) {
      throw new EOFException("the dump ends before it begins");
    }
    if (!Arrays.equals(magic, "PGDMP".getBytes(UTF_8))) {
      throw new IOException("it is no dump in PostgreSQL's custom format");
    }
    version = one() << 16 | one() << 8 | one();
    if (version < VERSION_1_14 || version > VERSION_1_16 + 0xff) {
      throw new IOException("the dump has an unknown version " + Integer.toHexString(version));
    }
    intBytes = one();
    offsetBytes = one();
    if (intBytes < 4 || intBytes > 8 || offsetBytes < 4 || offsetBytes > 16 || one() != CUSTOM) {
      throw new IOException("it is no dump in PostgreSQL's custom format");
    }
    int compression = version >= VERSION_1_15 ? one() : integer();
    if (compression != 0) {
      throw new IOException("the dump is compressed inside");
    }
    for (int field = 0; field < 7; field++) {
      integer(); // The time of the dump.
    }
    database = String.valueOf(text());
    text(); // The server's version.
    text(); // pg_dump's version.
  }

  private void contents() throws IOException {
    int entries = integer();
    for (int i = 0; i < entries; i++) {
      int id = integer();
      boolean hasData = integer() != 0;
      text(); // Object id of the catalog's table.
      text(); // Object id.
      String tag = String.valueOf(text());
      String kind = String.valueOf(text());
      integer(); // Section.
      text(); // Definition.
      text(); // Statement that drops it.
      text(); // Statement that copies into it.
      String schema = text();
      text(); // Tablespace.
      text(); // Access method.
      if (version >= VERSION_1_16) {
        integer(); // Kind of relation.
      }
      text(); // Owner.
      text(); // Whether it has object ids as rows: no longer.
      while (text() != null) {
        // What it depends on.
      }
      skip(1 + offsetBytes);
      if (hasData) {
        expected.put(id, nameOf(kind, schema, tag));
      }
    }
  }

  private String nameOf(String kind, @Nullable String schema, String tag) {
    return kind.equals("TABLE DATA") && schema != null
        ? PgNames.table(database, schema, tag)
        : PgNames.part(database) + ".(" + tag + ")";
  }

  /** Rows end with a newline each, the whole with a line that holds a backslash and a full stop. */
  private ObjectFact rows(String name) throws IOException {
    CopyRows rows = new CopyRows();
    long unreported = 0;
    byte[] buffer = new byte[1 << 13];
    for (int length = integer(); length != 0; length = integer()) {
      buffer = chunk(length, buffer);
      rows.add(buffer, length);
      unreported += length;
      if (unreported > 1 << 20) {
        report(unreported);
        unreported = 0;
      }
    }
    report(unreported);
    if (!rows.ended()) {
      throw new EOFException("the data of " + name + " has no end");
    }
    return rows.hash().fact(name);
  }

  private void largeObjects() throws IOException {
    byte[] buffer = new byte[1 << 13];
    for (int oid = integer(); oid != 0; oid = integer()) {
      byte[] key = (Integer.toUnsignedString(oid) + ":").getBytes(UTF_8);
      largeObjects.part(key, 0, key.length);
      for (int length = integer(); length != 0; length = integer()) {
        buffer = chunk(length, buffer);
        largeObjects.part(buffer, 0, length);
        report(length);
      }
      largeObjects.end();
    }
  }

  private void report(long bytes) {
    monitor.processed(bytes);
    monitor.checkpoint();
  }

  private byte[] chunk(int length, byte[] buffer) throws IOException {
    if (length < 0 || length > MAX_TEXT * 4L) {
      throw new IOException("a chunk of " + length + " bytes cannot be");
    }
    byte[] place = buffer.length < length ? new byte[length] : buffer;
    if (in.readNBytes(place, 0, length) < length) {
      throw new EOFException("the dump is cut");
    }
    return place;
  }

  private int one() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("the dump is cut");
    }
    return value;
  }

  private int integer() throws IOException {
    boolean negative = one() != 0;
    long value = 0;
    for (int i = 0; i < intBytes; i++) {
      value |= (long) one() << (8 * i);
    }
    return (int) (negative ? -value : value);
  }

  private @Nullable String text() throws IOException {
    int length = integer();
    if (length < 0) {
      return null;
    }
    if (length > MAX_TEXT) {
      throw new IOException("a text of " + length + " bytes cannot be");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the dump is cut");
    }
    return new String(bytes, UTF_8);
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      one();
    }
  }
}
