package io.orchestratex.monitor.probe.service;

import java.io.Serial;

/** A text is not in the format, at a line that the message names. */
final class TextFormatException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  TextFormatException(int line, String detail) {
    super("line " + line + ": " + detail);
  }
}
