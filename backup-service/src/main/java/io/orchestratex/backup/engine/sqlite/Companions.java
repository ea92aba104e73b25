package io.orchestratex.backup.engine.sqlite;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that SQLite keeps beside a database, and that mean nothing to another. */
final class Companions {

  /** The write-ahead log and its index, and the journal of a transaction that did not end. */
  static final List<String> ENDINGS = List.of("-wal", "-shm", "-journal");

  private Companions() {}

  /** Where they are, whether or not there are any. */
  static List<Path> of(Path file) {
    return ENDINGS.stream()
        .map(ending -> file.resolveSibling(file.getFileName() + ending))
        .toList();
  }

  /** A file and those of its companions that exist. */
  static List<Path> existing(Path file) {
    return Stream.concat(Stream.of(file), of(file).stream())
        .filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }
}
