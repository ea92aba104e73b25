package io.orchestratex.backup.export;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An export that is made while it is read. It ends with an error instead of its end when it could
 * not be made whole. For one thread, besides the one that makes it.
 */
final class PipedExport extends FilterInputStream {

  private static final int BUFFER = 1 << 16;

  private final AtomicReference<@Nullable IOException> failure;

  private PipedExport(InputStream in, AtomicReference<@Nullable IOException> failure) {
    super(in);
    this.failure = failure;
  }

  /** Makes an export. */
  @FunctionalInterface
  interface Source {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Begins, and waits for the first byte.
   *
   * @param name of the thread that makes it
   */
  static InputStream of(String name, Source source) throws IOException {
    // The JDK's piped streams fail when the thread that read last has ended, and each block of an
    // answer may be read by another one.
    Pipe pipe = Pipe.open();
    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(pipe.sink()), BUFFER);
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    Thread.ofVirtual().name(name).start(() -> make(source, out, failure));
    InputStream begun =
        new BufferedInputStream(
            new PipedExport(Channels.newInputStream(pipe.source()), failure), BUFFER);
    try {
      begun.mark(1);
      begun.read();
      begun.reset();
      return begun;
    } catch (IOException e) {
      try (begun) {
        throw e;
      }
    }
  }

  private static void make(
      Source source, OutputStream out, AtomicReference<@Nullable IOException> failure) {
    try (out) {
      try {
        source.write(out);
      } catch (IOException e) {
        failure.set(e); // Before the output is closed, which its reader takes for the end.
      } catch (RuntimeException | Error e) {
        failure.set(new IOException("the export broke off: " + e.getMessage(), e));
        throw e;
      }
    } catch (IOException e) {
      if (failure.get() == null) {
        failure.set(e);
      }
    }
  }

  @Override
  public int read() throws IOException {
    return checked(super.read());
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return checked(super.read(buffer, offset, length));
  }

  private int checked(int read) throws IOException {
    IOException fault = failure.get();
    if (read < 0 && fault != null) {
      throw fault;
    }
    return read;
  }
}
