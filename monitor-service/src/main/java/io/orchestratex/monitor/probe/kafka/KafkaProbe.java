package io.orchestratex.monitor.probe.kafka;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.ProbeSettings;
import io.orchestratex.monitor.target.Target;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * Measures a Kafka cluster, 2.4 or later, with an account that may describe the cluster, its topics
 * and its consumer groups; reads no record.
 */
@Singleton
final class KafkaProbe implements Probe {

  private final ProbeSettings settings;

  KafkaProbe(ProbeSettings settings) {
    this.settings = settings;
  }

  @Override
  public String engine() {
    return "kafka";
  }

  @Override
  public Set<String> groups() {
    return Set.of("messaging");
  }

  @Override
  public Map<String, String> help() {
    return Map.of(
        "kafka_brokers", "Brokers that take part in the cluster",
        "kafka_topic_partitions", "Partitions of a topic",
        "kafka_topic_partitions_offline", "Partitions of a topic that no broker leads",
        "kafka_topic_partitions_under_replicated", "Partitions of a topic that lack a replica",
        "kafka_topic_records_total", "Records that a topic ever took",
        "kafka_topic_bytes", "Bytes that a topic takes on the disks of all brokers",
        "kafka_group_lag", "Records of a topic that a consumer group has not read yet");
  }

  @Override
  public String addressForm() {
    return KafkaAddress.FORM;
  }

  @Override
  public boolean accepts(Secret address) {
    return KafkaAddress.isValid(address);
  }

  @Override
  public Set<String> schemes() {
    return Set.of("kafka", "kafkas");
  }

  @Override
  public Session open(Target target) {
    return new KafkaSession(target.address(), settings.slowInterval());
  }
}
