package io.orchestratex.kit.readiness;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.core.util.StringUtils;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Says whether the Kafka broker answers. Events wait in the outbox while it does not, so the
 * service stays ready and this is never {@code DOWN}. The first who asks after it went away waits
 * for up to 1.5 seconds; from then on the answer is there at once, and each question asks the
 * broker anew. Thread-safe.
 */
@Singleton
@Requires(beans = KafkaDefaultConfiguration.class)
@Requires(
    property = "kafka.enabled",
    notEquals = StringUtils.FALSE,
    defaultValue = StringUtils.TRUE)
final class KafkaHealth implements PlainHealth {

  private static final String NAME = "kafka";
  private static final int LIMIT_MILLIS = 1_500;

  private final BeanProvider<AdminClient> client;
  private volatile boolean away;
  private @Nullable CompletableFuture<HealthResult> underWay;

  KafkaHealth(BeanProvider<AdminClient> client) {
    this.client = client;
  }

  @Override
  public Publisher<HealthResult> getResult() {
    return Publishers.fromCompletableFuture(() -> {
      boolean wasAway = away;
      CompletableFuture<HealthResult> asked = underWay();
      return wasAway
          ? CompletableFuture.completedFuture(degraded())
          : asked.copy().completeOnTimeout(degraded(), LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    });
  }

  private synchronized CompletableFuture<HealthResult> underWay() {
    if (underWay == null || underWay.isDone()) {
      underWay = CompletableFuture.supplyAsync(this::ask, Thread::startVirtualThread);
    }
    return underWay;
  }

  private HealthResult ask() {
    try {
      client
          .get()
          .describeCluster(new DescribeClusterOptions().timeoutMs(LIMIT_MILLIS))
          .nodes()
          .get(2L * LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      away = false;
      return HealthResult.builder(NAME, HealthStatus.UP).build();
    } catch (Exception e) {
      // Its message names addresses, and /health is open to everybody.
      away = true;
      return degraded();
    }
  }

  private static HealthResult degraded() {
    return HealthResult.builder(NAME, DEGRADED)
        .details(Map.of("error", "Kafka does not answer; events wait"))
        .build();
  }
}
