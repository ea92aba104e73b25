package io.orchestratex.cli.backup;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A backup as the folder of files that its archive holds. Only its owner can read it, and it
 * appears when it is whole.
 */
final class LocalCopy {

  private static final FileAttribute<?> FOR_THE_OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path parent;

  /**
   * @param parent the folder that it goes into
   */
  LocalCopy(Path parent) {
    this.parent = parent;
  }

  /**
   * What was written.
   *
   * @param folder the backup's, named by its id
   * @param bytes of all files
   */
  record Written(Path folder, int files, long bytes) {}

  /**
   * Unpacks an archive.
   *
   * @throws FileAlreadyExistsException when there is such a folder
   */
  Written unpack(String id, InputStream archive) throws IOException {
    Path folder = parent.resolve(id);
    if (Files.exists(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    Path partial = Files.createTempDirectory(parent, "." + id + ".", FOR_THE_OWNER);
    try {
      Files.createDirectory(partial.resolve(id), FOR_THE_OWNER);
      int files = 0;
      long bytes = 0;
      try (InputStream plain = new GZIPInputStream(new BufferedInputStream(archive));
          TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
        for (TarArchiveEntry each = tar.getNextEntry(); each != null; each = tar.getNextEntry()) {
          Path path = each.resolveIn(partial); // Refuses one that leads elsewhere.
          if (each.isDirectory()) {
            Files.createDirectories(path);
          } else {
            Files.createDirectories(path.getParent());
            try (OutputStream out = Files.newOutputStream(path)) {
              bytes += tar.transferTo(out);
            }
            files++;
          }
        }
        plain.transferTo(OutputStream.nullOutputStream()); // Its end says that it is whole.
      }
      Files.move(partial.resolve(id), folder);
      return new Written(folder, files, bytes);
    } finally {
      delete(partial);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
