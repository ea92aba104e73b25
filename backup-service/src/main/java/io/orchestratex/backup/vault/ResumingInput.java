package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Reads a file of a store, and goes on where it was when the connection breaks. For one thread. */
public final class ResumingInput extends InputStream {

  private final String what;
  private final long bytes;
  private final int attempts;
  private final Opener opener;
  private Answer answer;
  private long position;
  private int failures;

  /** What the store sends. */
  public interface Answer {
    /** Its content, from the position on that was asked for. */
    InputStream content();

    /** Ends it without reading the rest. */
    void abandon();
  }

  /** Asks the store for the rest of the file. */
  @FunctionalInterface
  public interface Opener {
    Answer open(long position) throws IOException;
  }

  /**
   * @param what the file and where it is, for what is said of it: {@code one/a from the bucket b}
   * @param bytes length of the whole file
   * @param attempts how often it may break off without a byte between
   * @param first the content from its beginning on
   * @param opener must read the same file, or fail
   */
  public ResumingInput(String what, long bytes, int attempts, Answer first, Opener opener) {
    this.what = what;
    this.bytes = bytes;
    this.attempts = attempts;
    this.answer = first;
    this.opener = opener;
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
    while (position < bytes) {
      try {
        int read = answer.content().read(buffer, offset, (int) Math.min(length, bytes - position));
        if (read > 0) {
          position += read;
          failures = 0;
          return read;
        }
        goOn(new IOException("the connection was closed"));
      } catch (InterruptedIOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        goOn(e); // The store was silent for too long.
      } catch (IOException e) {
        goOn(e);
      }
    }
    return -1;
  }

  /** Asks for the rest, after a pause. */
  private void goOn(IOException fault) throws IOException {
    answer.abandon();
    failures++;
    if (failures >= attempts) {
      throw new IOException(
          "cannot read %s: it broke off after %d of %d bytes, %d times: %s"
              .formatted(what, position, bytes, failures, fault.getMessage()),
          fault);
    }
    Pauses.after(failures);
    answer = opener.open(position);
  }

  @Override
  public void close() throws IOException {
    if (position < bytes) {
      answer.abandon(); // Closing would read the rest.
    } else {
      answer.content().close();
    }
  }
}
