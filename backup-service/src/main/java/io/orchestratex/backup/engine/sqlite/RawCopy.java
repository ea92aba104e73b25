package io.orchestratex.backup.engine.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A file that is no sound database, kept as it is: a tar of it and of its companions. It is part of
 * safety backups only, and no restore loads it.
 */
final class RawCopy {

  /** What a manifest calls it. */
  static final String NAME = Contents.DATABASE + ".damaged-file";

  static final int MAGIC_END = 262;
  private static final byte[] MAGIC = "ustar".getBytes(UTF_8);
  private static final int BUFFER = 1 << 16;

  private RawCopy() {}

  /** Whether what begins so is one. */
  static boolean isIn(byte[] start) {
    return start.length >= MAGIC_END
        && Arrays.equals(start, MAGIC_END - MAGIC.length, MAGIC_END, MAGIC, 0, MAGIC.length);
  }

  /** Whether a file of a dump is one. */
  static boolean isOne(DumpedFile file) {
    return file.objects().stream().anyMatch(object -> object.name().equals(NAME));
  }

  static DumpedFile write(Path file, OutputStream out, ProgressMonitor monitor) throws IOException {
    ContentHash hash = new ContentHash();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (Path each : Companions.existing(file)) {
        TarArchiveEntry entry = new TarArchiveEntry(each.getFileName().toString());
        entry.setSize(Files.size(each));
        tar.putArchiveEntry(entry);
        begin(hash, entry);
        try (InputStream in = Files.newInputStream(each)) {
          copy(in, entry.getSize(), hash, tar, monitor);
        }
        hash.end();
        tar.closeArchiveEntry();
      }
    }
    return new DumpedFile(Contents.DATABASE, List.of(hash.fact(NAME)), Map.of());
  }

  static List<ObjectFact> read(InputStream in, ProgressMonitor monitor) throws IOException {
    ContentHash hash = new ContentHash();
    TarArchiveInputStream tar = new TarArchiveInputStream(in, UTF_8.name());
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      begin(hash, entry);
      copy(tar, entry.getSize(), hash, OutputStream.nullOutputStream(), monitor);
      hash.end();
    }
    in.transferTo(OutputStream.nullOutputStream());
    return List.of(hash.fact(NAME));
  }

  private static void begin(ContentHash hash, TarArchiveEntry entry) {
    byte[] head = (entry.getName() + "\n").getBytes(UTF_8);
    hash.part(head, 0, head.length);
  }

  private static void copy(
      InputStream in, long bytes, ContentHash hash, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = bytes;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new DamagedDatabaseException("it ends " + left + " bytes early");
      }
      hash.part(buffer, 0, read);
      out.write(buffer, 0, read);
      left -= read;
      monitor.processed(read);
      monitor.checkpoint();
    }
  }
}
