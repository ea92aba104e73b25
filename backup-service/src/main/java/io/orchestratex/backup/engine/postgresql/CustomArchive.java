package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads pg_dump's custom format, uncompressed, from a stream, and hashes the rows of each table as
 * COPY writes them. A row is never held as a whole.
 *
 * <p>The file has no end mark: whether it is whole shows in that every table of its contents has
 * its data.
 */
final class CustomArchive {

  private static final int BLOCK_DATA = 1;
  private static final int BLOCK_BLOBS = 3;
  private static final int REPORT_BYTES = 1 << 20;

  private final ArchiveInput in;
  private final ProgressMonitor monitor;
  private final ContentHash largeObjects = new ContentHash();
  private long unreported;

  CustomArchive(InputStream in, ProgressMonitor monitor) {
    this.in = new ArchiveInput(in);
    this.monitor = monitor;
  }

  /** What was read: the contents, and what is in each object. */
  record Read(ArchiveContents contents, List<ObjectFact> facts) {}

  /** Reads to the end. */
  Read read() throws IOException {
    ArchiveContents contents = ArchiveContents.read(in);
    Map<Integer, String> expected = new LinkedHashMap<>();
    for (ArchiveEntry each : contents.entries()) {
      if (each.hasData()) {
        expected.put(each.id(), nameOf(contents, each));
      }
    }
    List<ObjectFact> facts = new ArrayList<>();
    for (int type = in.next(); type >= 0; type = in.next()) {
      String name = expected.remove(in.integer());
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
      facts.add(largeObjects.fact(PgNames.largeObjects(contents.database())));
    }
    return new Read(contents, facts);
  }

  private static String nameOf(ArchiveContents contents, ArchiveEntry entry) {
    String tag = contents.decoded(entry.tag());
    return entry.is("TABLE DATA") && entry.schema() != null
        ? PgNames.table(contents.database(), contents.decoded(entry.schema()), tag)
        : PgNames.part(contents.database()) + ".(" + tag + ")";
  }

  /** Rows end with a newline each, the whole with a line that holds a backslash and a full stop. */
  private ObjectFact rows(String name) throws IOException {
    CopyRows rows = new CopyRows();
    for (int length = in.integer(); length != 0; length = in.integer()) {
      in.block(
          length,
          (bytes, count) -> {
            rows.add(bytes, count);
            report(count);
          });
    }
    flush();
    if (!rows.ended()) {
      throw new EOFException("the data of " + name + " has no end");
    }
    return rows.hash().fact(name);
  }

  private void largeObjects() throws IOException {
    for (int oid = in.integer(); oid != 0; oid = in.integer()) {
      byte[] key = (Integer.toUnsignedString(oid) + ":").getBytes(UTF_8);
      largeObjects.part(key, 0, key.length);
      for (int length = in.integer(); length != 0; length = in.integer()) {
        in.block(
            length,
            (bytes, count) -> {
              largeObjects.part(bytes, 0, count);
              report(count);
            });
      }
      largeObjects.end();
    }
    flush();
  }

  private void report(int bytes) {
    unreported += bytes;
    if (unreported > REPORT_BYTES) {
      flush();
    }
  }

  private void flush() {
    monitor.processed(unreported);
    unreported = 0;
    monitor.checkpoint();
  }
}
