package io.orchestratex.cli.output;

import io.orchestratex.local.fault.FaultText;
import java.io.IOException;
import java.util.Locale;

/** Standard output takes nothing more: a full disk, or a reader that has gone. */
public final class OutputFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean readerGone;

  OutputFailedException(IOException cause) {
    super("cannot write the output: " + words(cause), cause);
    this.readerGone = StandardOutput.readerIsGone();
  }

  private static String words(IOException cause) {
    String words = FaultText.of(cause);
    return words
        .replaceFirst("^([A-Z])(?=[a-z])", words.substring(0, 1).toLowerCase(Locale.ROOT))
        .replace(" left on device", " left");
  }

  /** Whether its reader has ended, as {@code head} does: nothing to complain about. */
  public boolean readerGone() {
    return readerGone;
  }

  /** 141 is what a shell calls a program that its pipe ended. */
  public int exitCode() {
    return readerGone ? ExitCode.READER_GONE : ExitCode.FAILED;
  }
}
