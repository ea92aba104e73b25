package io.orchestratex.gateway.console.live;

import io.micronaut.context.BeanProvider;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/** Notices that Kafka does not answer, while anyone waits for news from it. */
@Singleton
final class BrokerWatch {

  private static final int LIMIT_MILLIS = 2_000;

  private final LiveEvents events;
  private final BeanProvider<AdminClient> client;

  BrokerWatch(LiveEvents events, BeanProvider<AdminClient> client) {
    this.events = events;
    this.client = client;
  }

  @Scheduled(fixedDelay = "3s")
  void look() {
    if (events.isAnyoneListening()) {
      events.answered(answers());
    }
  }

  private boolean answers() {
    try {
      client
          .get()
          .describeCluster(new DescribeClusterOptions().timeoutMs(LIMIT_MILLIS))
          .nodes()
          .get(2L * LIMIT_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
