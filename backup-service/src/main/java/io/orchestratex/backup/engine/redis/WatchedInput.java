package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells how much was read, and ends when the work must stop. */
final class WatchedInput extends FilterInputStream {

  private final ProgressMonitor monitor;

  WatchedInput(InputStream in, ProgressMonitor monitor) {
    super(in);
    this.monitor = monitor;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    monitor.checkpoint();
    int read = super.read(to, offset, length);
    if (read > 0) {
      monitor.processed(read);
    }
    return read;
  }
}
