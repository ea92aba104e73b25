package io.orchestratex.backup.vault.filesystem;

import io.orchestratex.backup.vault.Keys;
import io.orchestratex.backup.vault.Listing;
import io.orchestratex.backup.vault.NotAFileException;
import io.orchestratex.backup.vault.Upload;
import io.orchestratex.backup.vault.Vault;
import io.orchestratex.backup.vault.VaultFile;
import io.orchestratex.backup.vault.VaultFullException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A folder for each folder of keys. A file is written under {@value #UPLOADS}, synced, and linked
 * into its place by the commit, which never replaces one.
 */
final class FilesystemVault implements Vault {

  static final String UPLOADS = ".uploads";

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path root;
  private final FilesystemVaultSettings settings;
  private final Room room = new Room();

  FilesystemVault(FilesystemVaultSettings settings) {
    this.settings = settings;
    this.root = settings.path().toAbsolutePath().normalize();
    try {
      Files.createDirectories(root, FOLDER_MODE);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + root + " of a vault cannot be made", e);
    }
  }

  @Override
  public String location() {
    return root.toString();
  }

  @Override
  public Upload create(String key) throws IOException {
    String draft = Keys.require(key).replace('/', '~') + "~" + UUID.randomUUID();
    try {
      Path file = made(root.resolve(UPLOADS)).resolve(draft);
      FileChannel channel =
          FileChannel.open(
              file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_MODE);
      room.refresh(allowance());
      return new FileUpload(this, key, file, new SyncedOutput(channel, room));
    } catch (IOException e) {
      throw explained(e);
    }
  }

  /** The folder that a committed file goes to; it is made. */
  Path folder(String key) throws IOException {
    Path folder = root.resolve(Keys.folder(key));
    if (!Files.isDirectory(folder)) {
      made(folder);
      sync(root);
    }
    return folder;
  }

  /** Makes a folder, but never that of the vault: one that is gone stays gone. */
  private static Path made(Path folder) throws IOException {
    try {
      return Files.createDirectory(folder, FOLDER_MODE);
    } catch (FileAlreadyExistsException e) {
      return folder;
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
  public Optional<VaultFile> open(String key) throws IOException {
    try {
      Path file = path(key);
      if (Files.isDirectory(file)) {
        throw new NotAFileException(key, "a folder");
      }
      return Optional.of(new VaultFile(Files.size(file), Files.newInputStream(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public Listing list(String prefix, String after, int limit) throws IOException {
    List<String> folders =
        names(root, name -> Keys.isKey(name + "/_")).stream()
            .map(name -> name + "/")
            .filter(folder -> folder.startsWith(prefix) || prefix.startsWith(folder))
            .filter(folder -> folder.compareTo(after) > 0 || after.startsWith(folder))
            .sorted() // With the slash, which not all that a name may hold sorts behind.
            .toList();
    List<String> keys = new ArrayList<>();
    for (String folder : folders) {
      names(root.resolve(folder), name -> Keys.isKey(folder + name)).stream()
          .map(name -> folder + name)
          .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
          .sorted()
          .limit(limit - (long) keys.size())
          .forEach(keys::add);
      if (keys.size() == limit) {
        return new Listing(keys, keys.getLast());
      }
    }
    return new Listing(keys, null);
  }

  private static List<String> names(Path folder, Predicate<String> wanted) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).filter(wanted).toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of(); // Removed while we looked, or not a folder of ours.
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public Listing pending(String prefix, String after, int limit) throws IOException {
    List<String> keys =
        names(root.resolve(UPLOADS), _ -> true).stream()
            .map(FilesystemVault::keyOf)
            .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
            .distinct()
            .sorted()
            .limit(limit)
            .toList();
    return new Listing(keys, keys.size() == limit ? keys.getLast() : null);
  }

  private static String keyOf(String draft) {
    String[] parts = draft.split("~", 3);
    return parts.length < 3 ? draft : parts[0] + "/" + parts[1];
  }

  @Override
  public void discard(String prefix) throws IOException {
    Path uploads = root.resolve(UPLOADS);
    for (String draft : names(uploads, name -> keyOf(name).startsWith(prefix))) {
      Files.deleteIfExists(uploads.resolve(draft));
    }
  }

  @Override
  public void delete(String key) throws IOException {
    Path file = path(key);
    Path folder = root.resolve(Keys.folder(key));
    if (Files.deleteIfExists(file)) {
      sync(folder);
    }
    try {
      if (Files.deleteIfExists(folder)) {
        sync(root);
      }
    } catch (DirectoryNotEmptyException e) {
      // It goes with its last file.
    }
  }

  static void sync(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
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

  private Path path(String key) {
    return root.resolve(Keys.require(key));
  }

  /** Links a file into its place, where nothing may be. */
  static void link(Path draft, Path place) throws IOException {
    try {
      Files.createLink(place, draft);
    } catch (UnsupportedOperationException e) {
      // A disk without hard links: a rename is as atomic, but must not replace.
      if (Files.exists(place)) {
        throw new FileAlreadyExistsException(place.toString());
      }
      Files.move(draft, place);
    }
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
