package io.orchestratex.monitor.probe.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.RemoteProbeContract;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class KafkaProbeTest extends RemoteProbeContract {

  private static final String TOPIC = io.orchestratex.contracts.Topics.METRIC;
  private static final String GROUP = "0-of-the-probe";

  @Override
  protected Probe probe() {
    return new KafkaProbe(SETTINGS);
  }

  @Override
  protected String liveAddress() {
    return Objects.requireNonNull(
        TestEngines.shared()
            .environmentOf("monitor-service", "probe_test")
            .get("MONITOR_TARGET_KAFKA_URI"));
  }

  @Override
  protected String addressAt(String host, int port) {
    return "kafka://monitor:wrong-password@%s:%d".formatted(host, port);
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of(
        "kafka_brokers",
        "kafka_topic_partitions",
        "kafka_topic_partitions_offline",
        "kafka_topic_partitions_under_replicated",
        "kafka_topic_records_total",
        "kafka_topic_bytes",
        "kafka_groups",
        "ox_disk_used_ratio");
  }

  @Test
  void givesTheLagOfAGroupAndTheStateOfTheTopics() throws Exception {
    Instant now = Instant.now();
    TestTopics.publish(
        new Sampled("probe-test", "test", now, List.of()), UUID.randomUUID().toString(), 1, now);
    try (Admin admin = Admin.create(TestEngines.shared().kafka().clientSettings())) {
      Map<TopicPartition, OffsetAndMetadata> begin = new HashMap<>();
      for (int partition = 0; partition < 6; partition++) {
        begin.put(new TopicPartition(TOPIC, partition), new OffsetAndMetadata(0));
      }
      admin.alterConsumerGroupOffsets(GROUP, begin).all().get();
      try (Probe.Session session = open(liveAddress())) {
        List<Sample> samples = taken(session.measure(DEADLINE));

        assertThat(value(samples, "kafka_brokers", Map.of())).isEqualTo(1);
        assertThat(value(samples, "kafka_topic_partitions", Map.of("topic", TOPIC))).isEqualTo(6);
        for (String name : List.of("offline", "under_replicated")) {
          assertThat(value(samples, "kafka_topic_partitions_" + name, Map.of("topic", TOPIC)))
              .isZero();
        }
        double records = value(samples, "kafka_topic_records_total", Map.of("topic", TOPIC));
        assertThat(records).isPositive();
        assertThat(value(samples, "kafka_group_lag", Map.of("group", GROUP, "topic", TOPIC)))
            .isEqualTo(records);
      } finally {
        admin.deleteConsumerGroups(List.of(GROUP)).all().get();
      }
    }
  }

  @Test
  void knowsEncryptedAddressesAndTheirMechanisms() {
    for (String address :
        List.of(
            "kafka://h:9092",
            "kafkas://u:p%40x@h:9092,[::1]:9093?mechanism=SCRAM-SHA-512&truststore=/etc/ca.pem")) {
      assertThat(probe().accepts(new Secret(address))).as(address).isTrue();
    }
    for (String address :
        List.of(
            "kafka://h",
            "kafka://u@h:9092",
            "kafka://h:9092?mechanism=GUESS",
            "kafka://h:9092?trust=/x",
            "kafka://u:p@@h:1")) {
      assertThat(probe().accepts(new Secret(address))).as(address).isFalse();
    }
    KafkaAddress encrypted =
        KafkaAddress.parse(new Secret("kafkas://u:p%40\"x@h:9092?mechanism=SCRAM-SHA-256"));
    assertThat(encrypted.access())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry(
            "sasl.jaas.config",
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\""
                + " password=\"p@\\\"x\";");
    assertThat(encrypted.toString()).doesNotContain("p@");
  }
}
