package io.orchestratex.backup.restore;

import io.orchestratex.backup.pipeline.ArtifactInput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of a backup by a thread of its own, a megabyte ahead of who loads it: fetching,
 * decrypting and decompressing go on while the engine works. The end is handed out once the whole
 * file was found to be as its manifest says. For one thread.
 */
final class AheadInput extends InputStream {

  private static final int BLOCKS = 4;
  private static final int BLOCK_BYTES = 256 << 10;
  private static final int LOOK_MILLIS = 50;

  private final InputStream in;
  private final Runnable whole;
  private final BlockingQueue<Block> filled = new ArrayBlockingQueue<>(BLOCKS + 1);
  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS);
  private final Thread reader;
  private volatile boolean stopped;
  private Block now = new Block(new byte[0], 0, null);
  private int position;
  private boolean ended;

  /** Bytes; none at the end, or why reading ended. */
  private record Block(byte[] bytes, int length, @Nullable Throwable failure) {}

  /**
   * @param in is read by the other thread, and closed with this
   * @param whole is called by it when the file was read to its end and found whole
   */
  AheadInput(InputStream in, Runnable whole) {
    this.in = in;
    this.whole = whole;
    for (int i = 0; i < BLOCKS; i++) {
      free.add(new byte[BLOCK_BYTES]);
    }
    reader = Thread.ofPlatform().daemon().name("read-ahead").start(this::fill);
  }

  private void fill() {
    try {
      while (true) {
        byte[] bytes = room();
        if (bytes == null) {
          return;
        }
        int length = in.readNBytes(bytes, 0, bytes.length);
        if (length == 0) {
          break;
        }
        filled.add(new Block(bytes, length, null)); // There is a place for each, and for the end.
      }
      if (in instanceof ArtifactInput artifact) {
        artifact.finish();
        whole.run();
      }
      filled.add(new Block(new byte[0], 0, null));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      filled.add(new Block(new byte[0], 0, e));
    }
  }

  private byte @Nullable [] room() throws InterruptedException {
    byte[] bytes = null;
    while (bytes == null && !stopped) {
      bytes = free.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    return stopped ? null : bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == now.length() && !next()) {
      return -1;
    }
    int count = Math.min(length, now.length() - position);
    System.arraycopy(now.bytes(), position, buffer, offset, count);
    position += count;
    return count;
  }

  /** Goes on to the next block; false at the end. */
  private boolean next() throws IOException {
    if (ended) {
      return false;
    }
    if (now.length() > 0) {
      free.add(now.bytes());
    }
    try {
      now = filled.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading the backup was interrupted");
    }
    position = 0;
    ended = now.length() == 0;
    switch (now.failure()) {
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> {
        return !ended;
      }
    }
  }

  /** Ends the other thread; what it waits for from the vault comes first. */
  @Override
  public void close() throws IOException {
    stopped = true;
    try (in) {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
