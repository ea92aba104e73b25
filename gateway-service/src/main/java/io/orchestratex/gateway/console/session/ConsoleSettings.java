package io.orchestratex.gateway.console.session;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The web console.
 *
 * @param sessionLife how long a browser stays signed in after its last request; 5 minutes to 90
 *     days
 * @param sessionsPerUser signed-in browsers of one user; at one more, the one that was unused for
 *     longest is signed out
 * @param assetsBase where styles and scripts are loaded from, such as {@code
 *     https://cdn.example.com}; the gateway itself when left out
 * @param serviceDeadline how long a page waits for a service before it shows that part as broken
 * @param streamsPerUser live streams that one user may have open; further pages ask every few
 *     seconds instead
 * @param heartbeat how often a live stream that has no news says that it is alive
 */
@ConfigurationProperties("orchestratex.gateway.console")
public record ConsoleSettings(
    @Bindable(defaultValue = "12h") Duration sessionLife,
    @Bindable(defaultValue = "20") int sessionsPerUser,
    @Nullable String assetsBase,
    @Bindable(defaultValue = "5s") Duration serviceDeadline,
    @Bindable(defaultValue = "30") int streamsPerUser,
    @Bindable(defaultValue = "15s") Duration heartbeat) {

  public ConsoleSettings {
    require(
        sessionLife.compareTo(Duration.ofMinutes(5)) >= 0
            && sessionLife.compareTo(Duration.ofDays(90)) <= 0,
        "session-life must be between 5m and 90d");
    require(sessionsPerUser > 0, "sessions-per-user must be at least 1");
    require(streamsPerUser > 0, "streams-per-user must be at least 1");
    require(serviceDeadline.isPositive(), "service-deadline must be longer than nothing");
    require(heartbeat.isPositive(), "heartbeat must be longer than nothing");
    assetsBase = assetsBase == null || assetsBase.isBlank() ? null : checked(assetsBase.strip());
  }

  /** Scheme, host and port of the place that assets are loaded from; null for the gateway. */
  public @Nullable String assetsOrigin() {
    if (assetsBase == null) {
      return null;
    }
    URI uri = URI.create(assetsBase);
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }

  private static String checked(String base) {
    try {
      URI uri = URI.create(base);
      if (("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new IllegalArgumentException(
        "orchestratex.gateway.console.assets-base must be an address like https://cdn.example.com,"
            + " not "
            + base);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException("orchestratex.gateway.console." + message);
    }
  }
}
