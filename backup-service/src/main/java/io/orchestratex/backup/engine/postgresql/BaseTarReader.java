package io.orchestratex.backup.engine.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the tar of a base backup to its end, and unpacks it where that is wanted. */
final class BaseTarReader {

  /** How a tar is told from a dump, and where that stands. */
  static final String MAGIC = "ustar";

  static final int MAGIC_AT = 257;

  private static final int BUFFER = 1 << 16;

  private final ProgressMonitor monitor;

  BaseTarReader(ProgressMonitor monitor) {
    this.monitor = monitor;
  }

  /** Whether what begins so is a tar. */
  static boolean isIn(byte[] start) {
    return start.length >= MAGIC_AT + MAGIC.length()
        && new String(start, MAGIC_AT, MAGIC.length(), UTF_8).equals(MAGIC);
  }

  /**
   * Reads all of it.
   *
   * @param folder to unpack it into; null only reads
   */
  List<ObjectFact> read(InputStream in, @Nullable Path folder) throws IOException {
    BaseTar contents = null;
    TarArchiveInputStream tar = new TarArchiveInputStream(in, UTF_8.name());
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (contents == null) {
        contents = BaseTar.of(entry.getExtraPaxHeader(BaseTar.COMMENT));
      }
      Path place = folder == null ? null : placeOf(entry, folder);
      if (entry.isDirectory()) {
        makeFolder(place);
      } else if (entry.isFile()) {
        file(tar, entry, contents, place);
      } else {
        throw new IOException(entry.getName() + " is neither a file nor a folder");
      }
    }
    in.transferTo(OutputStream.nullOutputStream());
    if (contents == null) {
      throw new IOException("it holds no file");
    }
    return contents.facts();
  }

  private static Path placeOf(TarArchiveEntry entry, Path folder) throws IOException {
    Path place = folder.resolve(entry.getName()).normalize();
    if (!place.startsWith(folder)) {
      throw new IOException(entry.getName() + " would lie outside of the folder");
    }
    return place;
  }

  private static void makeFolder(@Nullable Path place) throws IOException {
    if (place != null) {
      Files.createDirectories(
          place,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private void file(
      TarArchiveInputStream tar, TarArchiveEntry entry, BaseTar contents, @Nullable Path place)
      throws IOException {
    contents.begin(entry.getName());
    if (place != null && place.getParent() != null) {
      makeFolder(place.getParent());
    }
    try (OutputStream out =
        place == null
            ? OutputStream.nullOutputStream()
            : Files.newOutputStream(
                Files.createFile(
                    place,
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rw-------"))))) {
      byte[] buffer = new byte[BUFFER];
      for (int read = tar.read(buffer); read >= 0; read = tar.read(buffer)) {
        contents.content(buffer, 0, read);
        out.write(buffer, 0, read);
        monitor.processed(read);
        monitor.checkpoint();
      }
    }
    contents.end();
  }
}
