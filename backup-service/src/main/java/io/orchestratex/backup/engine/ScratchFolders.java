package io.orchestratex.backup.engine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A place where work that lasts a while has folders, such as scratch servers. Each folder names the
 * process that made it, by its id and its start, so that what a process left that is gone can be
 * told from what is in use.
 */
public final class ScratchFolders {

  private static final Logger LOG = LoggerFactory.getLogger(ScratchFolders.class);

  private final Path root;
  private final String prefix;

  /**
   * Folders in a place.
   *
   * @param prefix that the names of all of them begin with; what has another name is left alone
   */
  public ScratchFolders(Path root, String prefix) {
    this.root = root.toAbsolutePath().normalize();
    this.prefix = prefix;
  }

  public Path root() {
    return root;
  }

  /** Makes a folder; what an earlier one of that name has left is removed. */
  public ScratchFolder make(String name) throws IOException {
    Files.createDirectories(root);
    return ScratchFolder.make(root.resolve(prefix + name));
  }

  /** How many bytes there is room for. */
  public long room() throws IOException {
    Files.createDirectories(root);
    return Files.getFileStore(root).getUsableSpace();
  }

  /** Ends the servers and removes the folders that processes have left which are gone. */
  public int sweep() throws IOException {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    int swept = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, prefix + "*")) {
      for (Path folder : folders) {
        if (!isInUse(folder)) {
          endServer(folder);
          delete(folder);
          swept++;
          LOG.atWarn()
              .addKeyValue("folder", folder)
              .log("removed what a process that is gone had left");
        }
      }
    }
    return swept;
  }

  private static boolean isInUse(Path folder) throws IOException {
    Optional<String> owner = read(folder.resolve(ScratchFolder.OWNER));
    if (owner.isEmpty()) {
      return false;
    }
    String[] parts = owner.get().split(" ", 2);
    return process(parts[0]).map(handle -> described(handle).equals(owner.get())).orElse(false);
  }

  /** What the folders of this process say. */
  static String ownerNow() {
    return described(ProcessHandle.current());
  }

  private static String described(ProcessHandle process) {
    return process.pid()
        + " "
        + process.info().startInstant().map(Instant::toString).orElse("unknown");
  }

  /** Only a process that names the folder is its server: numbers are used again. */
  private static void endServer(Path folder) throws IOException {
    read(folder.resolve(ScratchFolder.SERVER))
        .flatMap(ScratchFolders::process)
        .filter(server ->
            server
                .info()
                .commandLine()
                .filter(line -> line.contains(folder.toString()))
                .isPresent())
        .ifPresent(server -> {
          server.descendants().forEach(ProcessHandle::destroyForcibly);
          server.destroyForcibly();
          server.onExit().join();
        });
  }

  private static Optional<ProcessHandle> process(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Removes a folder with all that is in it; links are not followed. */
  static void delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException fault) throws IOException {
            if (fault instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // A server that ends removes files, too.
            }
            throw fault;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException fault)
              throws IOException {
            Files.deleteIfExists(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
