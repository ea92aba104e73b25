package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the content of a file into parts and sends them, one while the next is being filled. A
 * part lies in memory until the store has it, so that it can be sent again. Two parts are held at a
 * time. For one thread.
 *
 * @param <P> what the store is told of a part when the file is put together
 */
public final class PartOutput<P> extends OutputStream {

  /**
   * From here on parts grow, twice the size for each further thousand; a file has 10,000 at most.
   */
  private static final int EQUAL_PARTS = 5_000;

  private static final int PARTS_PER_SIZE = 1_000;
  private static final int FIRST_BUFFER = 64 << 10;

  private final Sender<P> sender;
  private final int firstPartBytes;
  private final List<P> parts = new ArrayList<>();
  private byte[] buffer = new byte[FIRST_BUFFER];
  private int length;
  private byte[] spare = new byte[0];
  private @Nullable FutureTask<P> sending;
  private @Nullable IOException failure;
  private boolean closed;

  /** Sends a part, as often as it takes. */
  @FunctionalInterface
  public interface Sender<P> {
    /**
     * Sends one.
     *
     * @param number from 1 on
     * @param content of which the first {@code size} bytes are meant; must not be kept
     */
    P send(int number, byte[] content, int size) throws IOException;
  }

  /**
   * @param firstPartBytes how many bytes a part has; later ones may have more
   */
  public PartOutput(Sender<P> sender, int firstPartBytes) {
    this.sender = sender;
    this.firstPartBytes = firstPartBytes;
  }

  /** How many bytes a part has, by its number. */
  public static long partBytes(int number, int first) {
    return number <= EQUAL_PARTS
        ? first
        : (long) first << ((number - EQUAL_PARTS - 1) / PARTS_PER_SIZE + 1);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    if (closed) {
      throw new IOException("the content has ended");
    }
    int from = offset;
    int left = count;
    while (left > 0) {
      int size = partSize();
      if (length == size) {
        send();
      } else {
        int taken = Math.min(left, size - length);
        reserve(length + taken, size);
        System.arraycopy(bytes, from, buffer, length, taken);
        length += taken;
        from += taken;
        left -= taken;
      }
    }
  }

  private int number() {
    return parts.size() + (sending == null ? 1 : 2);
  }

  private int partSize() {
    return (int) Math.min(partBytes(number(), firstPartBytes), Integer.MAX_VALUE - 64);
  }

  private void reserve(int needed, int most) {
    if (buffer.length < needed) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(most, Math.max(needed, 2L * buffer.length)));
    }
  }

  /** Sends what is gathered, in the background, once the part before has arrived. */
  private void send() throws IOException {
    awaitSent();
    FutureTask<P> task = task(buffer, length);
    byte[] next = spare.length > 0 ? spare : new byte[FIRST_BUFFER];
    spare = buffer;
    buffer = next;
    length = 0;
    sending = task;
    Thread.ofVirtual().name("vault-part").start(task);
  }

  private FutureTask<P> task(byte[] content, int size) {
    int number = parts.size() + 1;
    return new FutureTask<>(() -> sender.send(number, content, size));
  }

  /** What stores check a part by. */
  public static byte[] md5(byte[] content, int size) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(content, 0, size);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no MD5", e);
    }
  }

  private void awaitSent() throws IOException {
    if (sending == null) {
      requireWhole();
      return;
    }
    try {
      parts.add(sending.get());
      sending = null;
    } catch (ExecutionException e) {
      sending = null;
      failure =
          e.getCause() instanceof IOException fault
              ? fault
              : new IOException("a part could not be sent", e.getCause());
      throw failure;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the work was stopped");
    }
  }

  /** Sends the last part, which is empty when there is no content: an upload has one at least. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    awaitSent();
    if (length > 0 || parts.isEmpty()) {
      FutureTask<P> last = task(buffer, length);
      sending = last;
      last.run();
      awaitSent();
    }
    closed = true;
    release();
  }

  /** Ends without sending more. Once it returns, nothing of this file is on its way. */
  public void drop() {
    closed = true;
    FutureTask<P> running = sending;
    if (running != null) {
      boolean interrupted = false;
      while (!running.isDone()) {
        try {
          running.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          break; // It is dropped anyway.
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      sending = null;
    }
    if (failure == null) {
      failure = new IOException("the upload was aborted");
    }
    release();
  }

  private void release() {
    buffer = new byte[0];
    spare = buffer;
  }

  /** All parts, in their order. */
  public List<P> parts() throws IOException {
    requireWhole();
    return List.copyOf(parts);
  }

  private void requireWhole() throws IOException {
    if (failure instanceof VaultFullException full) {
      throw new VaultFullException(String.valueOf(full.getMessage()), full);
    }
    if (failure != null) {
      throw new IOException("not all of the file was written: " + failure.getMessage(), failure);
    }
  }
}
