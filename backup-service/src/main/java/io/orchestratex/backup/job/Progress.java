package io.orchestratex.backup.job;

/**
 * How far a job is.
 *
 * @param percent 0 to 100
 * @param bytes of the phase at hand, before compression
 * @param detail what it works on
 */
public record Progress(int percent, long bytes, String phase, String detail) {
  public static final Progress NONE = new Progress(0, 0, "queued", "");
}
