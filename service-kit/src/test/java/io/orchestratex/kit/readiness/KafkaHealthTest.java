package io.orchestratex.kit.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import io.orchestratex.kit.Gate;
import io.orchestratex.local.TestEngines;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** The health names the broker, in bounded time, and the service stays ready. */
class KafkaHealthTest {

  @Test
  void aBrokerThatTakesConnectionsAndSaysNothingIsNamedInBoundedTime() throws Exception {
    try (ServerSocket frozen = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        AdminClient client = client("127.0.0.1:" + frozen.getLocalPort())) {
      KafkaHealth health = new KafkaHealth(() -> client);
      long begun = System.nanoTime();
      HealthResult first = ask(health);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
      assertThat(first.getStatus().getName()).isEqualTo("DEGRADED");
      assertThat(first.getStatus().getOperational()).hasValue(true);
      assertThat(first.getDetails()).hasToString("{error=Kafka does not answer; events wait}");

      await()
          .untilAsserted(() -> {
            long again = System.nanoTime();
            assertThat(ask(health).getStatus().getName()).isEqualTo("DEGRADED");
            assertThat(Duration.ofNanos(System.nanoTime() - again))
                .isLessThan(Duration.ofMillis(300));
          });
    }
  }

  @Test
  void aBrokerThatComesBackIsFound() throws Exception {
    try (Gate gate = new Gate(settings().getProperty("bootstrap.servers"));
        AdminClient client = client(gate.address())) {
      KafkaHealth health = new KafkaHealth(() -> client);
      assertThat(ask(health).getStatus().getName()).isEqualTo("DEGRADED");
      gate.open();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ask(health).getStatus().equals(HealthStatus.UP));
    }
  }

  private static HealthResult ask(KafkaHealth health) {
    return Objects.requireNonNull(Mono.from(health.getResult()).block());
  }

  private static Properties settings() {
    Properties settings = new Properties();
    Map<String, ?> kafka = TestEngines.shared().kafka().clientSettings();
    settings.putAll(kafka);
    return settings;
  }

  private static AdminClient client(String address) {
    Properties settings = settings();
    settings.put("bootstrap.servers", address);
    return AdminClient.create(settings);
  }
}
