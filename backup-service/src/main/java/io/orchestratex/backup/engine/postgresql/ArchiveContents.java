package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an archive in pg_dump's custom format begins with: its head and its table of contents. It
 * can be written again with other entries, which is how pg_restore is given a part of an archive,
 * or the same with another definition, from a stream.
 *
 * <p>Format: {@code src/bin/pg_dump/pg_backup_archiver.c} and {@code pg_backup_custom.c} of
 * PostgreSQL, archive versions 1.14 (PostgreSQL 12) to 1.16 (17 and 18).
 */
final class ArchiveContents {

  private static final int VERSION_1_14 = 0x010e00;
  private static final int VERSION_1_15 = 0x010f00;
  private static final int VERSION_1_16 = 0x011000;
  private static final int CUSTOM = 1;

  /** Encodings that Java knows by another name than PostgreSQL. */
  private static final Map<String, String> CHARSETS =
      Map.ofEntries(
          Map.entry("SQL_ASCII", "UTF-8"), // What is not, the server itself does not hand out.
          Map.entry("LATIN1", "ISO-8859-1"),
          Map.entry("LATIN2", "ISO-8859-2"),
          Map.entry("LATIN3", "ISO-8859-3"),
          Map.entry("LATIN4", "ISO-8859-4"),
          Map.entry("LATIN5", "ISO-8859-9"),
          Map.entry("LATIN7", "ISO-8859-13"),
          Map.entry("LATIN9", "ISO-8859-15"),
          Map.entry("KOI8R", "KOI8-R"),
          Map.entry("KOI8U", "KOI8-U"),
          Map.entry("WIN866", "IBM866"),
          Map.entry("WIN874", "x-windows-874"),
          Map.entry("WIN1250", "windows-1250"),
          Map.entry("WIN1251", "windows-1251"),
          Map.entry("WIN1252", "windows-1252"),
          Map.entry("WIN1253", "windows-1253"),
          Map.entry("WIN1254", "windows-1254"),
          Map.entry("WIN1255", "windows-1255"),
          Map.entry("WIN1256", "windows-1256"),
          Map.entry("WIN1257", "windows-1257"),
          Map.entry("WIN1258", "windows-1258"),
          Map.entry("EUC_JP", "EUC-JP"),
          Map.entry("EUC_KR", "EUC-KR"),
          Map.entry("EUC_CN", "GB2312"),
          Map.entry("EUC_TW", "x-EUC-TW"));

  private final byte[] head;
  private final int version;
  private final int intBytes;
  private final String database;
  private final List<ArchiveEntry> entries;

  private ArchiveContents(
      byte[] head, int version, int intBytes, String database, List<ArchiveEntry> entries) {
    this.head = head;
    this.version = version;
    this.intBytes = intBytes;
    this.database = database;
    this.entries = List.copyOf(entries);
  }

  /** Reads up to the first block of data. */
  static ArchiveContents read(ArchiveInput in) throws IOException {
    byte[] magic = new byte[5];
    for (int i = 0; i < magic.length; i++) {
      int next = in.next();
      if (next < 0) {
        throw new EOFException("the dump ends before it begins");
      }
      magic[i] = (byte) next;
    }
    if (!Arrays.equals(magic, "PGDMP".getBytes(UTF_8))) {
      throw new IOException("it is no dump in PostgreSQL's custom format");
    }
    int version = in.one() << 16 | in.one() << 8 | in.one();
    if (version < VERSION_1_14 || version > VERSION_1_16 + 0xff) {
      throw new IOException("the dump has an unknown version " + Integer.toHexString(version));
    }
    int intBytes = in.one();
    int offsetBytes = in.one();
    if (intBytes < 4 || intBytes > 8 || offsetBytes < 4 || offsetBytes > 16 || in.one() != CUSTOM) {
      throw new IOException("it is no dump in PostgreSQL's custom format");
    }
    in.intBytes(intBytes);
    int compression = version >= VERSION_1_15 ? in.one() : in.integer();
    if (compression != 0) {
      throw new IOException("the dump is compressed inside");
    }
    for (int field = 0; field < 7; field++) {
      in.integer(); // The time of the dump.
    }
    String database = new String(String.valueOf(in.text()).getBytes(ISO_8859_1), UTF_8);
    in.text(); // The server's version.
    in.text(); // pg_dump's version.
    byte[] head = in.seen();
    int count = in.integer();
    List<ArchiveEntry> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(entry(in, version, offsetBytes));
    }
    return new ArchiveContents(head, version, intBytes, database, entries);
  }

  /**
   * The major version of the oldest pg_restore that reads a dump; 0 when its head says nothing.
   *
   * @param dump at its begin, where it is again afterwards
   */
  static int oldestReader(InputStream dump) throws IOException {
    int head = 8;
    dump.mark(head);
    byte[] read = dump.readNBytes(head);
    dump.reset();
    return read.length < head
        ? 0
        : oldestReader((read[5] & 0xff) << 16 | (read[6] & 0xff) << 8 | read[7] & 0xff);
  }

  /** The major version of the oldest pg_restore that reads it. */
  int oldestReader() {
    return oldestReader(version);
  }

  private static int oldestReader(int version) {
    if (version >= VERSION_1_16) {
      return 17;
    }
    return version >= VERSION_1_15 ? 16 : 12;
  }

  private static ArchiveEntry entry(ArchiveInput in, int version, int offsetBytes)
      throws IOException {
    int id = in.integer();
    boolean hasData = in.integer() != 0;
    String catalog = in.text();
    String oid = in.text();
    String tag = in.text();
    String kind = in.text();
    int section = in.integer();
    String definition = in.text();
    String drop = in.text();
    String copy = in.text();
    String schema = in.text();
    String tablespace = in.text();
    String accessMethod = in.text();
    int relationKind = version >= VERSION_1_16 ? in.integer() : 0;
    String owner = in.text();
    String withOids = in.text();
    List<String> dependencies = new ArrayList<>();
    for (String each = in.text(); each != null; each = in.text()) {
      dependencies.add(each);
    }
    return new ArchiveEntry(
        id,
        hasData,
        new ArchiveEntry.Name(catalog, oid, tag, kind, schema, owner),
        new ArchiveEntry.Statements(section, definition, drop, copy),
        new ArchiveEntry.Storage(tablespace, accessMethod, relationKind, withOids),
        dependencies,
        in.bytes(1 + offsetBytes));
  }

  String database() {
    return database;
  }

  /** The same archive with other entries. */
  ArchiveContents with(List<ArchiveEntry> chosen) {
    return new ArchiveContents(head, version, intBytes, database, chosen);
  }

  List<ArchiveEntry> entries() {
    return entries;
  }

  /** A text of the archive, as what it means. */
  String decoded(@Nullable String raw) {
    return new String(String.valueOf(raw).getBytes(ISO_8859_1), charset(encoding()));
  }

  /** The other way round. */
  String encoded(String text) {
    return new String(text.getBytes(charset(encoding())), ISO_8859_1);
  }

  /** What Java has for an encoding of PostgreSQL. */
  static Charset charset(String encoding) {
    try {
      return Charset.forName(
          CHARSETS.getOrDefault(encoding, encoding.equals("UTF8") ? "UTF-8" : encoding));
    } catch (IllegalArgumentException e) {
      return ISO_8859_1; // Java does not know it; names are readable as far as they are ASCII.
    }
  }

  /** PostgreSQL's name of the encoding that the archive is in. */
  String encoding() {
    for (ArchiveEntry each : entries) {
      if (each.is("ENCODING")) {
        String[] quoted = String.valueOf(each.definition()).split("'", -1);
        return quoted.length > 1 ? quoted[1] : "UTF8";
      }
    }
    return "UTF8";
  }

  /** What a person calls an entry. */
  String nameOf(ArchiveEntry entry) {
    String tag = decoded(entry.tag());
    return PgNames.part(database)
        + "."
        + (entry.schema() == null || entry.schema().isEmpty() ? "" : decoded(entry.schema()) + ".")
        + tag;
  }

  /** Writes it with other entries. */
  void write(OutputStream to, List<ArchiveEntry> chosen) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head);
    integer(out, chosen.size());
    for (ArchiveEntry each : chosen) {
      integer(out, each.id());
      integer(out, each.hasData() ? 1 : 0);
      text(out, each.name().catalog());
      text(out, each.name().oid());
      text(out, each.tag());
      text(out, each.kind());
      integer(out, each.section());
      text(out, each.definition());
      text(out, each.statements().drop());
      text(out, each.statements().copy());
      text(out, each.schema());
      text(out, each.tablespace());
      text(out, each.accessMethod());
      if (version >= VERSION_1_16) {
        integer(out, each.storage().relationKind());
      }
      text(out, each.owner());
      text(out, each.storage().withOids());
      each.dependencies().forEach(dependency -> text(out, dependency));
      text(out, null);
      out.writeBytes(each.offset());
    }
    out.writeTo(to);
  }

  private void integer(ByteArrayOutputStream out, int value) {
    out.write(value < 0 ? 1 : 0);
    long rest = Math.abs((long) value);
    for (int i = 0; i < intBytes; i++) {
      out.write((int) (rest & 0xff));
      rest >>= 8;
    }
  }

  private void text(ByteArrayOutputStream out, @Nullable String text) {
    if (text == null) {
      integer(out, -1);
      return;
    }
    byte[] bytes = text.getBytes(ISO_8859_1);
    integer(out, bytes.length);
    out.writeBytes(bytes);
  }
}
