package io.orchestratex.session.provider.openai;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of server-sent events of which none may be larger than {@value #MOST_BYTES} bytes: who
 * reads them keeps one in memory until the empty line that ends it.
 */
final class BoundedEvents extends FilterInputStream {

  static final int MOST_BYTES = 16 * 1024 * 1024;

  private int ofEvent;
  private boolean lineEmpty = true;

  BoundedEvents(InputStream in) {
    super(in);
  }

  /** An event did not end. */
  static final class TooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    TooLargeException() {
      super("an event is larger than " + MOST_BYTES + " bytes");
    }
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0) {
      count((byte) one);
    }
    return one;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    for (int i = offset; i < offset + read; i++) {
      count(bytes[i]);
    }
    return read;
  }

  private void count(byte one) throws TooLargeException {
    ofEvent++;
    if (one == '\n') {
      if (lineEmpty) {
        ofEvent = 0;
      }
      lineEmpty = true;
    } else if (one != '\r') {
      lineEmpty = false;
    }
    if (ofEvent > MOST_BYTES) {
      throw new TooLargeException();
    }
  }
}
