package io.orchestratex.cli.output;

/** Exit codes that scripts can rely on. */
public final class ExitCode {
  public static final int DONE = 0;

  /** The work was tried and failed. */
  public static final int FAILED = 1;

  /** The command line was wrong. */
  public static final int USAGE = 2;

  /** The gateway, or the service behind it, does not answer. */
  public static final int UNREACHABLE = 3;

  /** Not signed in, or not allowed. */
  public static final int DENIED = 4;

  /** What was named does not exist: a backup, a target, a part. */
  public static final int NOT_FOUND = 5;

  /** The request was refused as it stands: bad input, or a state that does not allow it. */
  public static final int REFUSED = 6;

  /** A backup was taken and can be restored, but something that belongs to it is missing. */
  public static final int PARTIAL = 7;

  /** Ended by Ctrl-C; what was watched goes on. */
  public static final int INTERRUPTED = 130;

  /** The program that read the output has ended. */
  public static final int READER_GONE = 141;

  private ExitCode() {}
}
