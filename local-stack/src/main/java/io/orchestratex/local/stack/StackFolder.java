package io.orchestratex.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one folder in which a stack keeps everything: passwords, ports, data, logs, pid files.
 *
 * @param root the checkout the stack belongs to
 * @param path the folder itself
 * @param test true for the stack of the tests: ports are never the standard ones, durability is off
 */
public record StackFolder(Path root, Path path, boolean test) {

  private static final List<String> FOLDERS = List.of("data", "logs", "run");

  public StackFolder {
    root = root.toAbsolutePath().normalize();
    path = path.toAbsolutePath().normalize();
  }

  /** The folder of a checkout's ordinary stack. */
  public static StackFolder of(Path root) {
    return new StackFolder(root, root.resolve(".orchestratex"), false);
  }

  /**
   * The folder of the stack that the tests of this program use; {@code ox.test.stack} names another
   * than the next free one.
   */
  public static StackFolder forTests(Path root) {
    String configured = System.getProperty("ox.test.stack", "");
    Path path = configured.isEmpty() ? TestSlot.in(testStacks(root)) : Path.of(configured);
    return new StackFolder(root, path, true);
  }

  /** The folders of all stacks that tests of a checkout ever used. */
  public static List<StackFolder> ofAllTests(Path root) {
    return TestSlot.all(testStacks(root)).stream()
        .map(path -> new StackFolder(root, path, true))
        .toList();
  }

  private static Path testStacks(Path root) {
    return root.resolve("target").resolve("test-stacks");
  }

  /** The folder of the same tests' engines in containers: what is known of them, not their data. */
  public StackFolder containers() {
    return new StackFolder(root, path.resolveSibling(path.getFileName() + "-containers"), test);
  }

  /** Makes the folder, closed to other accounts. */
  public StackFolder create() {
    privateFolder(path);
    FOLDERS.forEach(name -> privateFolder(path.resolve(name)));
    return this;
  }

  /** Whether a stack was ever started here. */
  public boolean exists() {
    return Files.isDirectory(path);
  }

  /** Whether this user may look into it. */
  public boolean isOpen() {
    return Files.isReadable(path) && Files.isExecutable(path);
  }

  /** The user whose stack it is. */
  public String owner() {
    try {
      return Files.getOwner(path).getName();
    } catch (IOException e) {
      return "another user";
    }
  }

  public Path log(String part) {
    return path.resolve("logs").resolve(part + ".log");
  }

  public Path pidFile(String part) {
    return path.resolve("run").resolve(part + ".pid");
  }

  /** There once the accounts and the like of the running part are made. */
  public Path provisionedMark(String part) {
    return path.resolve("run").resolve(part + ".provisioned");
  }

  /** The data of a part. Not created: its first start looks whether it exists. */
  public Path data(String part) {
    return path.resolve("data").resolve(part);
  }

  /** The file with the bootstrap admin's password. */
  public Path adminPasswordFile() {
    return path.resolve("admin-password");
  }

  /** A folder directly below the stack's, made when missing. */
  public Path folder(String name) {
    Path folder = path.resolve(name);
    privateFolder(folder);
    return folder;
  }

  /** Replaces a file in one step, readable by its owner only. */
  public static void writePrivately(Path file, String text) {
    try {
      Path fresh = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".new");
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      Files.writeString(fresh, text, StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /** Makes a folder with mode 0700; an existing one keeps its mode. */
  public static void privateFolder(@Nullable Path folder) {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    try {
      if (folder.getParent() != null) {
        Files.createDirectories(folder.getParent());
      }
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (java.nio.file.FileAlreadyExistsException e) {
      // Another part made it meanwhile.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + folder, e);
    }
  }

  /** Deletes a tree; a missing one is fine. */
  public static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path each : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + tree, e);
    }
  }
}
