package io.orchestratex.backup.engine.volume;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.MalformedDumpException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tar of a volume to its end and says what is in it. What is compared of a file is its
 * path, kind, mode, owner, group, time, link and content; an object is a folder at the top, with
 * all that is in it.
 */
final class VolumeContents {

  /** The object of what lies at the top itself, and of the top's own owner and mode. */
  static final String TOP = "(top)";

  /** More folders than this are one object: lists of them go into every manifest. */
  private static final int FOLDERS = 500;

  private static final String OTHERS = "(other folders)";
  private static final int BLOCK = 512;
  private static final int BUFFER = 1 << 16;

  private final Tape tape;
  private final ProgressMonitor monitor;
  private final Map<String, ContentHash> objects = new LinkedHashMap<>();
  private String top = "";

  private VolumeContents(Tape tape, ProgressMonitor monitor) {
    this.tape = tape;
    this.monitor = monitor;
  }

  /**
   * Reads a tar.
   *
   * @param volume the name of its objects' database; null where it is the folder's in the tar
   * @param copy takes the tar's bytes as they are read
   * @throws MalformedDumpException when it is not one, or cut
   */
  static List<ObjectFact> read(
      InputStream tar, @Nullable String volume, OutputStream copy, ProgressMonitor monitor)
      throws IOException {
    Tape tape = new Tape(tar, copy);
    VolumeContents contents = new VolumeContents(tape, monitor);
    contents.readAll();
    String database = volume == null ? contents.top : volume;
    List<ObjectFact> facts = new ArrayList<>();
    contents.objects.forEach((name, hash) -> facts.add(hash.fact(quoted(database) + "." + name)));
    return facts;
  }

  /** A database's name as names of objects begin with it. */
  static String quoted(String volume) {
    return volume.contains(".") ? "\"" + volume + "\"" : volume;
  }

  private void readAll() throws IOException {
    TarArchiveInputStream entries = new TarArchiveInputStream(tape);
    long end = 0;
    try {
      for (TarArchiveEntry each = entries.getNextEntry();
          each != null;
          each = entries.getNextEntry()) {
        long begin = tape.position;
        read(each, entries);
        long length = each.isFile() && !each.isLink() ? each.getSize() : 0;
        end = begin + (length + BLOCK - 1) / BLOCK * BLOCK;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedDumpException("it is no tar: " + e.getMessage(), e);
    }
    byte[] rest = new byte[BUFFER];
    while (tape.read(rest) >= 0) {
      monitor.checkpoint();
    }
    if (top.isEmpty() || tape.zeros < 2 * BLOCK || tape.position - end < 2 * BLOCK) {
      throw new MalformedDumpException("the tar ends before its end mark; it is cut");
    }
  }

  private void read(TarArchiveEntry entry, InputStream content) throws IOException {
    monitor.checkpoint();
    String path = entry.getName();
    int slash = path.indexOf('/');
    String folder = slash < 0 ? path : path.substring(0, slash);
    if (top.isEmpty()) {
      top = folder;
    } else if (!top.equals(folder)) {
      throw new MalformedDumpException("it holds more than one folder: " + top + " and " + folder);
    }
    String within = slash < 0 ? "" : path.substring(slash + 1);
    ContentHash hash = objects.computeIfAbsent(object(within), _ -> new ContentHash());
    byte[] header = header(entry, within).getBytes(StandardCharsets.UTF_8);
    hash.part(header, 0, header.length);
    long before = tape.position;
    byte[] buffer = new byte[BUFFER];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      hash.part(buffer, 0, read);
      monitor.processed(tape.position - before);
      before = tape.position;
      monitor.checkpoint();
    }
    hash.end();
  }

  private String object(String within) {
    int slash = within.indexOf('/');
    if (slash < 0) {
      return TOP;
    }
    String folder = within.substring(0, slash);
    return objects.containsKey(folder) || objects.size() < FOLDERS ? folder : OTHERS;
  }

  private static String header(TarArchiveEntry entry, String within) {
    String link = entry.getLinkName();
    int slash = link.indexOf('/');
    // The name of a hard link's file begins with the folder that has another name elsewhere.
    String linked = entry.isLink() && slash >= 0 ? link.substring(slash + 1) : link;
    return String.join(
        "\0",
        within,
        Character.toString(entry.getLinkFlag()),
        Integer.toOctalString(entry.getMode()),
        Long.toString(entry.getLongUserId()),
        Long.toString(entry.getLongGroupId()),
        Long.toString(entry.getLastModifiedTime().toInstant().getEpochSecond()),
        Long.toString(entry.getSize()),
        linked,
        entry.getDevMajor() + ":" + entry.getDevMinor(),
        new TreeMap<>(entry.getExtraPaxHeaders()).toString(),
        "");
  }

  /** Copies what is read, and knows how many zeros came last. */
  private static final class Tape extends FilterInputStream {
    private final OutputStream copy;
    private long position;
    private long zeros;

    Tape(InputStream in, OutputStream copy) {
      super(in);
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      if (read > 0) {
        copy.write(buffer, offset, read);
        position += read;
        int last = offset + read - 1;
        while (last >= offset && buffer[last] == 0) {
          last--;
        }
        int trailing = offset + read - 1 - last;
        zeros = trailing == read ? zeros + read : trailing;
      }
      return read;
    }

    @Override
    public long skip(long wanted) throws IOException {
      byte[] skipped = new byte[(int) Math.min(wanted, BUFFER)];
      int read = read(skipped, 0, skipped.length);
      return Math.max(read, 0);
    }

    @Override
    public int available() {
      return 0;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
