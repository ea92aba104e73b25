package io.orchestratex.monitor.probe.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.RemoteProbeContract;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisProbeTest extends RemoteProbeContract {

  private static final RedisProbe PROBE = new RedisProbe();

  @AfterAll
  static void stop() {
    PROBE.stop();
  }

  @Override
  protected Probe probe() {
    return PROBE;
  }

  @Override
  protected String liveAddress() {
    return TestEngines.shared().redis().monitorUri();
  }

  @Override
  protected String addressAt(String host, int port) {
    return "redis://monitor:wrong-password@%s:%d/0".formatted(host, port);
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of(
        "ox_connections_used_ratio",
        "ox_cache_hit_valid",
        "ox_operation_seconds",
        "redis_memory_used_bytes",
        "redis_connected_clients",
        "redis_evicted_keys_total",
        "redis_expired_keys_total",
        "redis_keyspace_hits_total",
        "redis_commands_processed_total",
        "redis_uptime_seconds");
  }

  @Test
  void givesTheHitRatioOfTheReadsSinceTheLastMeasurement() {
    RedisClient client = RedisClient.create(TestEngines.shared().redis().adminUri());
    try (client;
        StatefulRedisConnection<String, String> connection = client.connect();
        Probe.Session session = open(liveAddress())) {
      connection.sync().set("monitor-probe", "1");
      taken(session.measure(DEADLINE));
      for (int i = 0; i < 300; i++) {
        connection.sync().get(i % 4 == 0 ? "monitor-probe-missing" : "monitor-probe");
      }

      List<Sample> samples = taken(session.measure(DEADLINE));

      assertThat(value(samples, "ox_cache_hit_ratio", Map.of())).isBetween(0.6, 0.9);
      assertThat(value(samples, "ox_cache_hit_valid", Map.of())).isEqualTo(1);
      connection.sync().del("monitor-probe");
    }
  }

  @Test
  void refusesAnAnswerThatIsNotInfo() {
    Measurement measurement = new InfoReader().read("<html>hello</html>");

    assertThat(measurement)
        .isInstanceOfSatisfying(
            Measurement.Failed.class, f -> assertThat(f.reason()).isEqualTo(Reason.PARSE));
  }
}
