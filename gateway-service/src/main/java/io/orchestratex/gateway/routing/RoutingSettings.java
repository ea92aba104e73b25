package io.orchestratex.gateway.routing;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Map;

/**
 * How long the gateway waits for a service. There is no limit on the whole of an answer, since a
 * stream may last for hours.
 *
 * @param headerDeadline from the end of the request to the head of the answer
 * @param headerDeadlineOf the same for one service, by its name
 * @param idle longest silence in the middle of an answer
 * @param idleOf the same for one service, by its name
 * @param maxOpen requests that may be open with one address of a service at a time
 * @param maxWaiting requests that may wait for one of them to end; one more is answered 503
 * @param maxOpenOfCaller requests and streams that one caller may have open with services at a
 *     time; one more is answered 429
 * @param suspectAfter how long a request waits for the head of its answer until the gateway asks
 *     whether the address is alive; one that is not answers nothing more until a probe finds it
 * @param avoidFailed how long an address that refused a connection is left out while there are
 *     others
 */
@ConfigurationProperties("orchestratex.gateway.routing")
public record RoutingSettings(
    @Bindable(defaultValue = "2m") Duration headerDeadline,
    @Bindable(defaultValue = "{}") Map<String, Duration> headerDeadlineOf,
    @Bindable(defaultValue = "5m") Duration idle,
    @Bindable(defaultValue = "{}") Map<String, Duration> idleOf,
    @Bindable(defaultValue = "512") int maxOpen,
    @Bindable(defaultValue = "256") int maxWaiting,
    @Bindable(defaultValue = "128") int maxOpenOfCaller,
    @Bindable(defaultValue = "3s") Duration suspectAfter,
    @Bindable(defaultValue = "5s") Duration avoidFailed) {

  public RoutingSettings {
    if (!headerDeadline.isPositive() || !idle.isPositive() || !suspectAfter.isPositive()) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.routing: header-deadline, idle and suspect-after must be longer"
              + " than nothing");
    }
    if (maxOpen < 1 || maxWaiting < 1 || maxOpenOfCaller < 1) {
      throw new IllegalArgumentException(
          "orchestratex.gateway.routing: max-open, max-waiting and max-open-of-caller must be at"
              + " least 1");
    }
    headerDeadlineOf = Map.copyOf(headerDeadlineOf);
    idleOf = Map.copyOf(idleOf);
  }

  Duration headerDeadline(String service) {
    return headerDeadlineOf.getOrDefault(service, headerDeadline);
  }

  Duration idle(String service) {
    return idleOf.getOrDefault(service, idle);
  }
}
