package io.orchestratex.cli.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where an export goes: a file that only its owner can read, since it holds accounts, keys and
 * conversations, and that appears when it is whole; or standard output.
 *
 * @param name a path, or {@link #STANDARD_OUTPUT}
 */
public record ExportFile(String name) {

  public static final String STANDARD_OUTPUT = "-";

  /** Writes everything and returns how many bytes that were. */
  public long write(InputStream bytes) throws IOException {
    if (name.equals(STANDARD_OUTPUT)) {
      OutputStream out = StandardOutput.bytes();
      return bytes.transferTo(out);
    }
    Path file = Path.of(name).toAbsolutePath();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device is written to, not replaced.
      try (OutputStream out = Files.newOutputStream(file)) {
        return bytes.transferTo(out);
      }
    }
    return replace(file, bytes);
  }

  private static long replace(Path file, InputStream bytes) throws IOException {
    Path partial =
        Files.createTempFile(
            file.getParent(),
            file.getFileName() + ".",
            ".partial",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      long size;
      try (OutputStream out = Files.newOutputStream(partial)) {
        size = bytes.transferTo(out);
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
      return size;
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
