package io.orchestratex.cli.output;

import java.io.IOException;
import java.io.Writer;

/** Makes everything visible that goes through it; see {@link Text#visible}. */
final class SafeWriter extends Writer {

  private final Writer to;

  /** The first half of a character whose second half has not come yet; 0 for none. */
  private char half;

  SafeWriter(Writer to) {
    this.to = to;
  }

  @Override
  public void write(char[] buffer, int offset, int length) throws IOException {
    String text = new String(buffer, offset, length);
    if (text.isEmpty()) {
      return;
    }
    if (half != 0) {
      text = half + text;
      half = 0;
    }
    char last = text.charAt(text.length() - 1);
    if (Character.isHighSurrogate(last)) {
      half = last;
      text = text.substring(0, text.length() - 1);
    }
    to.write(Text.visible(text));
  }

  @Override
  public void flush() throws IOException {
    to.flush();
  }

  @Override
  public void close() throws IOException {
    if (half != 0) {
      to.write(Text.visible(String.valueOf(half)));
    }
    to.flush();
  }
}
