package io.orchestratex.gateway.console.frame;

import io.orchestratex.gateway.console.frame.Badge.Tone;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a job took, how fast that was, and whether it is as usual. */
public final class Pace {

  private Pace() {}

  /** Time and speed, such as {@code 12.3 s · 80.1 MiB/s}. */
  public static String words(@Nullable Long durationMs, @Nullable Long bytesPerSecond) {
    if (durationMs == null) {
      return "–";
    }
    String took = Times.length(Duration.ofMillis(durationMs));
    return bytesPerSecond == null ? took : took + " · " + Times.bytes(bytesPerSecond) + "/s";
  }

  /** A sign that it was not as usual; null when it was. */
  public static @Nullable Badge badge(@Nullable Trend trend) {
    if (trend == null) {
      return null;
    }
    return switch (trend.verdict()) {
      case "slower" -> new Badge(Tone.WARN, "slower");
      case "faster" -> new Badge(Tone.GOOD, "faster");
      default -> null;
    };
  }

  /** What it is compared with, a sentence. */
  public static String comparison(@Nullable Trend trend) {
    return trend == null
        ? ""
        : "The last %d before it took %s%s, the median."
            .formatted(
                trend.of(),
                Times.length(Duration.ofMillis(trend.medianDurationMs())),
                trend.medianBytesPerSecond() == null
                    ? ""
                    : ", " + Times.bytes(trend.medianBytesPerSecond()) + "/s");
  }
}
