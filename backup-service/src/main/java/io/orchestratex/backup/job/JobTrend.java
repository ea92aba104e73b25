package io.orchestratex.backup.job;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a job that succeeded compares with those before it: of the same kind, on the same targets.
 *
 * @param of with how many it is compared: the newest of them, at most 10, at least 3
 * @param medianDurationMs milliseconds that they took, the median
 * @param medianBytesPerSecond bytes that they processed in a second, the median; absent where these
 *     do not say
 * @param verdict {@code faster} or {@code slower} by a quarter and a second at least, else {@code
 *     as-usual}; by bytes per second where they are known
 */
@Schema(name = "JobTrend")
public record JobTrend(
    int of,
    long medianDurationMs,
    @Nullable Long medianBytesPerSecond,
    @Schema(allowableValues = {"faster", "as-usual", "slower"}) String verdict) {

  /** With fewer there is no trend. */
  public static final int LEAST = 3;

  private static final Duration NOISE = Duration.ofSeconds(1);
  private static final double MUCH = 1.25;

  /**
   * Compares.
   *
   * @param durationMs of the job
   * @param bytesPerSecond of the job; null where it does not say
   */
  public static JobTrend of(
      long durationMs,
      @Nullable Long bytesPerSecond,
      int of,
      long medianDurationMs,
      @Nullable Long medianBytesPerSecond) {
    double ratio =
        bytesPerSecond == null || medianBytesPerSecond == null || medianBytesPerSecond == 0
            ? (double) medianDurationMs / Math.max(1, durationMs)
            : (double) bytesPerSecond / medianBytesPerSecond;
    // What it took longer or shorter than so much work usually takes.
    double apart = Math.abs(durationMs * ratio - durationMs);
    String verdict = "as-usual";
    if (apart >= NOISE.toMillis() && ratio >= MUCH) {
      verdict = "faster";
    } else if (apart >= NOISE.toMillis() && ratio <= 1 / MUCH) {
      verdict = "slower";
    }
    return new JobTrend(of, medianDurationMs, medianBytesPerSecond, verdict);
  }
}
