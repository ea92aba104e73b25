package io.orchestratex.kit.readiness;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Says within 1.5 seconds whether an engine is prepared and answers a ping; a service that stores
 * in it is not ready while it does not. Thread-safe: however many ask, one ping is under way.
 */
public abstract class EngineHealth implements PlainHealth {

  /** Less than those wait who ask for the readiness of a service. */
  private static final long LIMIT_MILLIS = 1_500;

  /** A ping over a connection that is dead on one side would never end. */
  private static final long GIVEN_UP_AFTER_SECONDS = 30;

  private final EngineStart start;
  private final Callable<?> ping;
  private @Nullable CompletableFuture<HealthResult> underWay;

  /**
   * @param ping asks the engine something cheap and throws when there is no answer
   */
  protected EngineHealth(EngineStart start, Callable<?> ping) {
    this.start = start;
    this.ping = ping;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(() ->
        start
            .whyNotReady()
            .map(reason -> CompletableFuture.completedFuture(down("is not ready: " + reason)))
            .orElseGet(() ->
                underWay()
                    .copy()
                    .completeOnTimeout(
                        down("does not answer a ping: no answer yet"),
                        LIMIT_MILLIS,
                        TimeUnit.MILLISECONDS)));
  }

  private synchronized CompletableFuture<HealthResult> underWay() {
    if (underWay == null || underWay.isDone()) {
      underWay =
          CompletableFuture.supplyAsync(this::ask, Thread::startVirtualThread)
              .completeOnTimeout(
                  down("does not answer a ping: no answer"),
                  GIVEN_UP_AFTER_SECONDS,
                  TimeUnit.SECONDS);
    }
    return underWay;
  }

  /** The driver waits for a server for longer than who asks does. */
  private HealthResult ask() {
    try {
      ping.call();
      return HealthResult.builder(name(), HealthStatus.UP).build();
    } catch (Exception e) {
      // Its message names hosts and accounts, and /health is open to everybody.
      return down("does not answer a ping: " + e.getClass().getSimpleName());
    }
  }

  private String name() {
    return start.engine().toLowerCase(Locale.ROOT);
  }

  private HealthResult down(String what) {
    return HealthResult.builder(name(), HealthStatus.DOWN)
        .details(Map.of("error", start.engine() + " " + what))
        .build();
  }
}
