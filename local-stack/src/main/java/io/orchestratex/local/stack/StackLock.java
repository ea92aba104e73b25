package io.orchestratex.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one program at a time, and in it one thread at a time, work on something. Not reentrant. */
public final class StackLock implements AutoCloseable {

  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock local;
  private final FileChannel channel;

  private StackLock(ReentrantLock local, FileChannel channel) {
    this.local = local;
    this.channel = channel;
  }

  /** Waits until no other program works on the stack. */
  public static StackLock of(StackFolder folder) {
    return of(folder, () -> {});
  }

  /** The same, and reports when it has to wait for another process. */
  public static StackLock of(StackFolder folder, Runnable waiting) {
    folder.create();
    StackLock lock = at(folder.path().resolve("lock"), waiting);
    // Who held it may have deleted everything else.
    folder.create();
    return lock;
  }

  /** Waits for the lock on a file, which is made when missing and never deleted. */
  public static StackLock at(Path file) {
    return at(file, () -> {});
  }

  /** The same, and reports when it has to wait for another process. */
  public static StackLock at(Path file, Runnable waiting) {
    Path path = file.toAbsolutePath().normalize();
    ReentrantLock local = IN_THIS_PROCESS.computeIfAbsent(path, _ -> new ReentrantLock());
    local.lock();
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        waiting.run();
        channel.lock();
      }
      return new StackLock(local, channel);
    } catch (IOException e) {
      local.unlock();
      throw new UncheckedIOException("cannot lock " + path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      local.unlock();
    }
  }
}
