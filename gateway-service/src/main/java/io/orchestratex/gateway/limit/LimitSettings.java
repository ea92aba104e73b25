package io.orchestratex.gateway.limit;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How often a caller may call.
 *
 * @param requests how many requests a signed-in caller has in a window
 * @param anonymousRequests how many an address has whose caller is not known
 * @param window in which an empty bucket fills up again
 * @param replicas how many gateways share the limit: while Redis is down each gives its part of it
 */
@ConfigurationProperties("orchestratex.gateway.limit")
public record LimitSettings(
    @Bindable(defaultValue = "6000") int requests,
    @Bindable(defaultValue = "600") int anonymousRequests,
    @Bindable(defaultValue = "60s") Duration window,
    @Bindable(defaultValue = "1") int replicas) {

  public LimitSettings {
    if (requests < 1 || anonymousRequests < 1 || replicas < 1) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.limit: requests, anonymous-requests and replicas must be at least"
              + " 1");
    }
    if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofHours(24)) > 0) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.limit.window must be between 1s and 24h");
    }
  }
}
