package io.orchestratex.local.binary;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The body of an answer, whose reads fail when no byte comes for a while. */
final class ImpatientStream extends FilterInputStream {

  private final URI source;
  private final Duration silence;
  private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();

  ImpatientStream(InputStream in, URI source, Duration silence) {
    super(in);
    this.source = source;
    this.silence = silence;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return readers
          .submit(() -> in.read(bytes, offset, length))
          .get(silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          source + " sent nothing for " + silence.toMillis() / 1000.0 + " s; try again", e);
    } catch (ExecutionException e) {
      throw new IOException(source + " broke off: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ends a read that still waits, too. */
  @Override
  public void close() throws IOException {
    try {
      super.close();
    } finally {
      readers.shutdownNow();
    }
  }
}
