package io.orchestratex.kit.sealing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** A key in a file of its own, 32 bytes in Base64, which only its owner may read. */
public final class SealingKeyFile {

  private SealingKeyFile() {}

  /** Reads the key; makes one when there is no file. Of two that make it, the first counts. */
  public static SealingKey read(Path file) {
    try {
      if (!Files.exists(file)) {
        make(file);
      }
      String text = Files.readString(file, US_ASCII).strip();
      return new SealingKey(Base64.getDecoder().decode(text));
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be read or made", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(file + " is not a key file: it must hold 32 bytes in Base64");
    }
  }

  private static void make(Path file) throws IOException {
    byte[] key = new byte[SealingKey.BYTES];
    new SecureRandom().nextBytes(key);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path draft =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            ".draft",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(draft, Base64.getEncoder().encodeToString(key) + "\n", US_ASCII);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.createLink(file, draft); // Fails when there is one already.
    } catch (FileAlreadyExistsException e) {
      // Another process made it.
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
