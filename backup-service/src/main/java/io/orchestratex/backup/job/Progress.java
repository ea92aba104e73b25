package io.orchestratex.backup.job;

/**
 * How far a job is.
 *
 * @param percent share of the whole that is done, 0 to 100
 * @param bytes what the phase at hand has processed, in bytes before compression
 * @param phase what the job does, in the words of its {@code state}
 * @param detail what it works on, for a person; empty where there is nothing to say
 */
public record Progress(int percent, long bytes, String phase, String detail) {
  public static final Progress NONE = new Progress(0, 0, "queued", "");
}
