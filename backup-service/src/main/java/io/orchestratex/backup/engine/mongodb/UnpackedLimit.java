package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ends what unpacks to more than it may: a small file can hold any number of zeros. */
final class UnpackedLimit {

  private final long maxBytes;
  private long bytes;

  UnpackedLimit(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Counts what is read of it, together with all others. */
  InputStream of(InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        count(Math.max(0, read));
        return read;
      }

      @Override
      public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        count(skipped);
        return skipped;
      }
    };
  }

  private void count(long more) throws MalformedDumpException {
    bytes += more;
    if (bytes > maxBytes) {
      throw new MalformedDumpException(
          "it unpacks to more than %d bytes, which orchestratex.backup.import.max-bytes allows"
              .formatted(maxBytes));
    }
  }
}
