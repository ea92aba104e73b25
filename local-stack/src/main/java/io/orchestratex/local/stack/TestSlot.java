package io.orchestratex.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which of a checkout's test stacks this program uses. Modules and forks that run at the same time
 * get different ones, so that none sees the topics, groups or databases of another; one that comes
 * later takes over what an earlier one started. A program keeps its slot until it ends.
 */
final class TestSlot {

  private static final String LOCK = ".lock";
  private static final Map<Path, Path> TAKEN = new HashMap<>();

  /**
   * Kept, because a channel that nothing refers to is closed by the JVM, and its lock goes with it.
   */
  private static final List<FileChannel> LOCKS = new ArrayList<>();

  private TestSlot() {}

  /** The folder of the first stack that no other running program uses. */
  static synchronized Path in(Path stacks) {
    return TAKEN.computeIfAbsent(stacks.toAbsolutePath().normalize(), TestSlot::take);
  }

  private static Path take(Path stacks) {
    try {
      Files.createDirectories(stacks);
      for (int number = 1; ; number++) {
        if (isTaken(stacks.resolve(number + LOCK))) {
          return stacks.resolve(Integer.toString(number));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot take a test stack in " + stacks, e);
    }
  }

  /** The lock ends with this program, so its channel is never closed. */
  private static boolean isTaken(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() != null) {
      LOCKS.add(channel);
      return true;
    }
    channel.close();
    return false;
  }

  /** The folders of all stacks that were ever used, in use now or not. */
  static List<Path> all(Path stacks) {
    if (!Files.isDirectory(stacks)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(stacks)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(LOCK))
          .map(name -> stacks.resolve(name.substring(0, name.length() - LOCK.length())))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + stacks, e);
    }
  }
}
