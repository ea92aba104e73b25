package io.orchestratex.backup.export;

import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.SelectiveExport;
import io.orchestratex.backup.pipeline.ArtifactInput;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One database of a file that holds several, as a file of its own, cut out while it is read. It
 * ends with an error instead of its end when the whole file is not what its manifest says. For one
 * thread, besides the one that cuts.
 */
final class DatabaseExport extends FilterInputStream {

  private static final int BUFFER = 1 << 16;

  private final AtomicReference<@Nullable IOException> failure;

  private DatabaseExport(InputStream in, AtomicReference<@Nullable IOException> failure) {
    super(in);
    this.failure = failure;
  }

  /**
   * Begins, and waits for the first byte.
   *
   * @param file is closed at the end
   */
  static InputStream of(SelectiveExport engine, ArtifactInput file, String database)
      throws IOException {
    PipedInputStream in = new PipedInputStream(BUFFER);
    PipedOutputStream out = new PipedOutputStream(in);
    AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    Thread.ofVirtual()
        .name("export-" + database)
        .start(() -> cut(engine, file, database, out, failure));
    InputStream begun = new BufferedInputStream(new DatabaseExport(in, failure), BUFFER);
    begun.mark(1);
    begun.read();
    begun.reset();
    return begun;
  }

  private static void cut(
      SelectiveExport engine,
      ArtifactInput file,
      String database,
      PipedOutputStream out,
      AtomicReference<@Nullable IOException> failure) {
    try (out) {
      try (file) {
        engine.export(file, database, out, ProgressMonitor.NONE);
        file.finish();
      } catch (IOException e) {
        failure.set(e); // Before the output is closed, which its reader takes for the end.
      } catch (RuntimeException | Error e) {
        failure.set(new IOException("the export broke off", e));
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
