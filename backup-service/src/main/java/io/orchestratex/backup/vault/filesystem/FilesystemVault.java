package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFullException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Folders named by backup id. Files and folders are synced; the manifest is linked in place. */
@Singleton
final class FilesystemVault implements Vault {

  private static final Pattern BACKUP = Pattern.compile("\\d{8}_\\d{6}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,180}");

  private final Path root;
  private final FilesystemVaultSettings settings;

  FilesystemVault(FilesystemVaultSettings settings) {
    this.settings = settings;
    this.root = Path.of(settings.path()).toAbsolutePath();
    try {
      Files.createDirectories(
          root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "orchestratex.backup.vault.path: the folder " + root + " cannot be made", e);
    }
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public List<String> folders() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> BACKUP.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  @Override
  public List<String> files(String backup) throws IOException {
    try (Stream<Path> entries = Files.list(folder(backup))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  @Override
  public OptionalLong size(String backup, String file) throws IOException {
    try {
      return OptionalLong.of(Files.size(path(backup, file)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public OutputStream create(String backup, String file) throws IOException {
    try {
      Files.createDirectories(folder(backup));
      FileChannel channel =
          FileChannel.open(
              path(backup, file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new SyncedOutput(channel, allowance());
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /** Bytes that a new file may take. */
  private long allowance() throws IOException {
    long disk = Math.max(0, Files.getFileStore(root).getUsableSpace() - settings.reserveBytes());
    return settings.maxBytes() == 0 ? disk : Math.min(disk, settings.maxBytes() - used());
  }

  private long used() throws IOException {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files.filter(Files::isRegularFile).mapToLong(FilesystemVault::sizeOf).sum();
    }
  }

  private static long sizeOf(Path path) {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0; // Deleted while we looked.
    }
  }

  @Override
  public InputStream open(String backup, String file) throws IOException {
    return Files.newInputStream(path(backup, file));
  }

  @Override
  public Optional<byte[]> manifest(String backup) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(path(backup, MANIFEST)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean commit(String backup, byte[] manifest) throws IOException {
    Path draft = path(backup, "draft-" + UUID.randomUUID());
    try {
      try (FileChannel channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        var bytes = java.nio.ByteBuffer.wrap(manifest);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      sync(folder(backup)); // The artifacts' names last before the manifest tells of them.
      link(draft, path(backup, MANIFEST));
      sync(folder(backup));
      sync(root);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw explained(e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void link(Path draft, Path place) throws IOException {
    try {
      Files.createLink(place, draft);
    } catch (UnsupportedOperationException | AtomicMoveNotSupportedException e) {
      // A disk without hard links: a rename is as atomic, but must not replace.
      if (Files.exists(place)) {
        throw new FileAlreadyExistsException(place.toString());
      }
      Files.move(draft, place);
    }
  }

  private static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(String backup, String file) throws IOException {
    Files.deleteIfExists(path(backup, file));
  }

  @Override
  public void deleteBackup(String backup) throws IOException {
    Path folder = folder(backup);
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.deleteIfExists(folder.resolve(MANIFEST));
    sync(folder);
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        Files.deleteIfExists(entry);
      }
    }
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // A worker that should have stopped still writes; the sweep comes again.
    }
    sync(root);
  }

  @Override
  public void requireRoom(long bytes) throws IOException {
    long room = allowance();
    if (room < Math.max(bytes, 1)) {
      throw new VaultFullException(
          "the vault "
              + root
              + " has room for "
              + Math.max(0, room)
              + " bytes and about "
              + Math.max(bytes, 1)
              + " are needed; delete backups or give it more room",
          null);
    }
  }

  private Path folder(String backup) {
    if (!BACKUP.matcher(backup).matches()) {
      throw new IllegalArgumentException("no backup id: " + backup);
    }
    return root.resolve(backup);
  }

  private Path path(String backup, String file) {
    if (!FILE.matcher(file).matches()) {
      throw new IllegalArgumentException("no file name of a vault: " + file);
    }
    return folder(backup).resolve(file);
  }

  /** Names a full disk as what it is. */
  static IOException explained(IOException e) {
    String text =
        e instanceof FileSystemException fault && fault.getReason() != null
            ? fault.getReason()
            : String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.contains("no space left") || lower.contains("quota exceeded")
        ? new VaultFullException("no space left in the vault: " + text, e)
        : e;
  }
}
