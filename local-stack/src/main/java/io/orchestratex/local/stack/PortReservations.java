package io.orchestratex.local.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ports that one stack has chosen and does not listen on yet. Among the stacks of one account a
 * port is reserved by a locked file in the user's cache folder; a program that dies loses its
 * reservations. Thread-safe.
 */
final class PortReservations implements AutoCloseable {

  /**
   * The stacks of this program, because a lock on a file is not seen by the program that has it.
   */
  private static final Map<Integer, Path> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path stack;
  private final Map<Integer, FileChannel> files = new HashMap<>();

  PortReservations(Path stack) {
    this.stack = stack;
  }

  /** Reserves a port; false when another stack has reserved it. */
  synchronized boolean take(int port) {
    Path holder = IN_THIS_PROCESS.putIfAbsent(port, stack);
    if (holder != null) {
      return holder.equals(stack);
    }
    try {
      Path folder = Files.createDirectories(folder());
      FileChannel file =
          FileChannel.open(
              folder.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (!isLocked(file)) {
        file.close();
        IN_THIS_PROCESS.remove(port);
        return false;
      }
      files.put(port, file);
    } catch (IOException e) {
      // Without a folder for it there is no reservation: the second one chooses again.
    }
    return true;
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another stack of this program still has it.
      return false;
    }
  }

  private static Path folder() {
    return UserCache.folder().resolve("ports");
  }

  @Override
  public synchronized void close() {
    IN_THIS_PROCESS.values().removeIf(stack::equals);
    for (FileChannel file : files.values()) {
      try {
        file.close();
      } catch (IOException e) {
        // The lock ends with this program at the latest.
      }
    }
    files.clear();
  }
}
