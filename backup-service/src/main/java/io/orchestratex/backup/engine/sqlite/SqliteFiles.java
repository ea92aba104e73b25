package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Finds the file of a target: {@code sqlite:///absolute/path.db}. Only files within the folders
 * that are open can be one, wherever links lead: who may add a target may not read or replace every
 * file of this machine.
 */
final class SqliteFiles {

  private static final String INVALID = "backup.target-uri-invalid";
  private static final String REFUSED = "backup.target-refused";

  private final List<Path> folders;

  SqliteFiles(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** The connection string of a file. */
  static String uri(Path file) {
    return "sqlite://" + file.toUri().getRawPath();
  }

  /** The path that a connection string names; nothing of it is looked at. */
  Path named(EngineAccess access) {
    Path path = parsed(access);
    if (folders.isEmpty()) {
      throw new EngineException(
          REFUSED,
          "No folder is open for SQLite files, so %s of target %s cannot be used; name its folder in orchestratex.backup.sqlite.folders of backup-service."
              .formatted(path, access.target()));
    }
    requireOpen(path, path, access);
    return path;
  }

  private static Path parsed(EngineAccess access) {
    try {
      URI uri = new URI(access.uri().reveal());
      String path = uri.getPath();
      boolean plain =
          "sqlite".equals(uri.getScheme())
              && uri.getRawAuthority() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && path != null
              && path.startsWith("/")
              && !path.endsWith("/")
              && path.chars().noneMatch(Character::isISOControl);
      if (plain) {
        return Path.of(path).normalize();
      }
    } catch (URISyntaxException | InvalidPathException e) {
      // Said below, without the text: it may be of another engine, with a password.
    }
    throw new EngineException(
        INVALID,
        "The connection string of target %s is invalid; expected sqlite:///absolute/path/file.db (spaces and the like as %%20)."
            .formatted(access.target()));
  }

  private void requireOpen(Path path, Path shown, EngineAccess access) {
    boolean open =
        folders.stream()
            .anyMatch(folder -> isWithin(path, folder) || isWithin(path, realOrItself(folder)));
    if (!open || path.getFileName() == null) {
      throw new EngineException(
          REFUSED,
          "%s of target %s is not within a folder that is open for SQLite files (%s), or a link leads out of it; move it there, or name its folder in orchestratex.backup.sqlite.folders of backup-service."
              .formatted(shown, access.target(), folders));
    }
  }

  private static boolean isWithin(Path path, Path folder) {
    return path.startsWith(folder) && !path.equals(folder);
  }

  private static Path realOrItself(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder;
    }
  }

  /**
   * The file itself, without any link in its path. There need be none, but its folder must be
   * there.
   */
  Path of(EngineAccess access) {
    Path named = named(access);
    Path folder = Objects.requireNonNull(named.getParent());
    Path file;
    try {
      file = folder.toRealPath().resolve(Objects.requireNonNull(named.getFileName()));
      if (Files.isSymbolicLink(file)) {
        file = file.toRealPath();
      }
    } catch (NoSuchFileException e) {
      throw new EngineException(
          EngineException.UNREACHABLE,
          "There is no %s, where target %s has its file; is its disk or volume mounted?"
              .formatted(e.getFile(), access.target()),
          e);
    } catch (IOException e) {
      throw new EngineException(
          SqliteFaults.UNREADABLE,
          "%s of target %s cannot be read: %s"
              .formatted(
                  named,
                  access.target(),
                  e instanceof FileSystemException fault && fault.getReason() != null
                      ? fault.getReason()
                      : "no right to use its folder"),
          e);
    }
    requireOpen(file, named, access);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new EngineException(
          REFUSED, "%s of target %s is no regular file".formatted(named, access.target()));
    }
    return file;
  }

  /** The same; there must be one. */
  Path existing(EngineAccess access) {
    Path file = of(access);
    if (!Files.exists(file)) {
      throw missing(file, access);
    }
    return file;
  }

  private static EngineException missing(Path file, EngineAccess access) {
    return new EngineException(
        EngineException.UNREACHABLE,
        "There is no file %s, which target %s is; restore it from a backup, or change the target."
            .formatted(file, access.target()));
  }
}
