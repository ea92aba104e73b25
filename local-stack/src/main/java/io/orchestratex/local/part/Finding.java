package io.orchestratex.local.part;

/**
 * One thing that was looked at on this machine.
 *
 * @param subject what was looked at
 * @param advice what to try; empty when all is well
 */
public record Finding(String subject, Verdict verdict, String detail, String advice) {

  public Finding {
    advice = verdict == Verdict.GOOD ? "" : advice;
  }

  /** Good, or bad with an advice. */
  public static Finding of(
      String subject, boolean good, Verdict otherwise, String detail, String advice) {
    return new Finding(subject, good ? Verdict.GOOD : otherwise, detail, advice);
  }

  /** How a finding turned out. */
  public enum Verdict {
    GOOD,
    WARNING,
    BAD
  }
}
