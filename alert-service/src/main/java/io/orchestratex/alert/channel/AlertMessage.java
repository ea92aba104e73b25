package io.orchestratex.alert.channel;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message about one alert, fixed when it happened: each attempt sends the same.
 *
 * @param key the same for each attempt, different for each message: receivers drop what they know
 * @param severity low, medium, high or critical
 * @param endsAt when it was resolved; null while it is firing
 * @param resolution how it ended; null while it is firing
 */
public record AlertMessage(
    String key,
    State state,
    String alertId,
    String rule,
    String source,
    String severity,
    String message,
    Map<String, String> labels,
    Map<String, String> annotations,
    String fingerprint,
    Instant startsAt,
    @Nullable Instant endsAt,
    @Nullable String resolution) {

  public AlertMessage {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }

  /** What the alert does. */
  public enum State {
    FIRING("firing"),
    RESOLVED("resolved");

    private final String wire;

    State(String wire) {
      this.wire = wire;
    }

    /** The word in JSON and in the store. */
    public String wire() {
      return wire;
    }

    /** The state that a word names. */
    public static State of(String wire) {
      return wire.equals("firing") ? FIRING : RESOLVED;
    }
  }
}
