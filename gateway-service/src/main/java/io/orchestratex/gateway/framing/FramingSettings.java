package io.orchestratex.gateway.framing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Map;

/**
 * What a client may send.
 *
 * @param headerDeadline from a request's first byte to the end of its headers
 * @param bodyIdle longest silence of a client that owes the rest of a body
 * @param bodyDeadline from the end of a head to the end of its body, without the time in which the
 *     gateway did not read
 * @param maxBody largest body in bytes
 * @param maxBodyOf largest body below a path, as {@code /api/v1/things: 5000000}; the longest path
 *     that fits counts
 * @param bodyDeadlineOf the body's deadline below a path, in the same way
 */
@ConfigurationProperties("orchestratex.gateway.framing")
public record FramingSettings(
    @Bindable(defaultValue = "10s") Duration headerDeadline,
    @Bindable(defaultValue = "30s") Duration bodyIdle,
    @Bindable(defaultValue = "60s") Duration bodyDeadline,
    @Bindable(defaultValue = "1048576") long maxBody,
    @Bindable(defaultValue = "{}") Map<String, Long> maxBodyOf,
    @Bindable(defaultValue = "{}") Map<String, Duration> bodyDeadlineOf) {

  public FramingSettings {
    if (!headerDeadline.isPositive()
        || !bodyIdle.isPositive()
        || !bodyDeadline.isPositive()
        || maxBody < 0) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.framing: header-deadline, body-idle and body-deadline must be longer"
              + " than nothing, max-body must not be negative");
    }
    maxBodyOf = Map.copyOf(maxBodyOf);
    bodyDeadlineOf = Map.copyOf(bodyDeadlineOf);
  }

  /** The largest body that a path takes, in bytes. */
  long maxBody(String path) {
    return of(path, maxBodyOf, maxBody);
  }

  /** How long the whole of a body may take that is sent to a path. */
  Duration bodyDeadline(String path) {
    return of(path, bodyDeadlineOf, bodyDeadline);
  }

  private static <T> T of(String path, Map<String, T> values, T otherwise) {
    T value = otherwise;
    int longest = -1;
    for (Map.Entry<String, T> entry : values.entrySet()) {
      String prefix = entry.getKey();
      if (prefix.length() > longest && path.startsWith(prefix)) {
        longest = prefix.length();
        value = entry.getValue();
      }
    }
    return value;
  }
}
