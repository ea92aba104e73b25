package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * Finds out which programs have a database open. One that does goes on with the previous file when
 * it is renamed, and puts a log of it beside the new one.
 *
 * <p>Programs whose open files this account may see are found by those, idle ones as well. Others,
 * also those of other containers, are met by their locks: in WAL mode each connection holds one
 * while it is open, otherwise only a transaction does.
 */
final class FileUsers {

  private static final Path PROCESSES = Path.of("/proc");

  private FileUsers() {}

  /** Programs that have a file or one of its companions open, such as {@code python3 (4711)}. */
  static List<String> of(Path file) {
    Map<Object, Path> keys = keys(file);
    List<String> users = new ArrayList<>();
    long self = ProcessHandle.current().pid();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        String pid = process.getFileName().toString();
        if (!pid.equals(Long.toString(self)) && hasOpen(process, keys)) {
          users.add("%s (%s)".formatted(command(process), pid));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return List.copyOf(users); // Not Linux: the locks are asked.
    }
    return List.copyOf(users);
  }

  private static Map<Object, Path> keys(Path file) {
    Map<Object, Path> keys = new TreeMap<>();
    for (Path each : Companions.existing(file)) {
      Object key = key(each);
      if (key != null) {
        keys.put(key.toString(), each);
      }
    }
    return keys;
  }

  private static boolean hasOpen(Path process, Map<Object, Path> keys) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path each : open) {
        // Only then the file is asked: a link's text may be that of another root.
        if (isNamed(each, keys) && isOneOf(each, keys)) {
          return true;
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return false; // It has ended, or is another account's.
    }
    return false;
  }

  private static boolean isNamed(Path link, Map<Object, Path> keys) throws IOException {
    String target = Files.readSymbolicLink(link).toString();
    return keys.values().stream().anyMatch(each -> target.endsWith("/" + each.getFileName()));
  }

  private static boolean isOneOf(Path link, Map<Object, Path> keys) {
    Object key = key(link);
    return key != null && keys.containsKey(key.toString());
  }

  private static @Nullable Object key(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  private static String command(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      return "a program";
    }
  }

  /**
   * Makes sure that no program has a database open. What its log holds is in the file afterwards.
   *
   * @throws EngineException when one has
   */
  static void requireNone(Path file, Duration lockWait) {
    List<String> users = of(file);
    if (!users.isEmpty()) {
      throw inUse(file + " is open in " + String.join(", ", users), null);
    }
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.OPEN_URI);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setBusyTimeout((int) lockWait.toMillis());
    try (Connection database =
            config.createConnection("jdbc:sqlite:file://" + file.toUri().getRawPath());
        Statement statement = database.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("BEGIN EXCLUSIVE");
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      int primary = e.getErrorCode() & 0xff;
      if (primary == SQLiteErrorCode.SQLITE_BUSY.code
          || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
        throw inUse(
            file + " is locked by a program that cannot be seen from here, perhaps in a container",
            e);
      }
      // It cannot be read, which is why it is replaced.
    }
  }

  private static EngineException inUse(String what, @Nullable Throwable cause) {
    return new EngineException(
        "restore.file-in-use",
        what
            + "; a program that has it open would go on with the previous data. Stop it, then"
            + " restore again",
        cause);
  }
}
