package io.orchestratex.monitor.probe.kafka;

import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics, their partitions, how many records they took, and what they take on disk. */
final class Topics {

  private static final int MAX_TOPICS = 200;

  private final long slowNanos;
  private List<String> names = List.of();
  private List<Sample> sizes = List.of();
  private Map<TopicPartition, Long> ends = Map.of();
  private boolean listed;
  private long listedAt;

  Topics(Duration slowInterval) {
    this.slowNanos = slowInterval.toNanos();
  }

  void read(Admin kafka, Answers answers, SampleBag bag)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (!listed || System.nanoTime() - listedAt >= slowNanos) {
      names = answers.of(kafka.listTopics().names()).stream().sorted().limit(MAX_TOPICS).toList();
      sizes = sizes(kafka, answers);
      listed = true;
      listedAt = System.nanoTime();
    }
    Map<String, TopicDescription> topics = describe(kafka, answers);
    Map<TopicPartition, OffsetSpec> led = new HashMap<>();
    topics.forEach((name, topic) -> {
      partitions(name, topic.partitions(), bag);
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (isLed(partition)) {
          led.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest());
        }
      }
    });
    ends = ends(kafka, answers, led);
    Map<String, Long> records = new TreeMap<>();
    ends.forEach((partition, end) -> records.merge(partition.topic(), end, Long::sum));
    records.forEach((name, count) -> bag.add("kafka_topic_records_total", count, "topic", name));
    bag.addAll(sizes);
  }

  /** Where each partition that has a leader ended at the last reading. */
  Map<TopicPartition, Long> ends() {
    return ends;
  }

  private Map<String, TopicDescription> describe(Admin kafka, Answers answers)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, TopicDescription> topics = new TreeMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
        kafka.describeTopics(names).topicNameValues().entrySet()) {
      try {
        topics.put(each.getKey(), answers.of(each.getValue()));
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        // Deleted since it was listed.
        listed = false;
      }
    }
    return topics;
  }

  private static boolean isLed(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  private static void partitions(
      String name, Collection<TopicPartitionInfo> partitions, SampleBag bag) {
    bag.add("kafka_topic_partitions", partitions.size(), "topic", name);
    bag.add(
        "kafka_topic_partitions_offline",
        partitions.stream().filter(each -> !isLed(each)).count(),
        "topic",
        name);
    bag.add(
        "kafka_topic_partitions_under_replicated",
        partitions.stream().filter(each -> each.isr().size() < each.replicas().size()).count(),
        "topic",
        name);
  }

  private static Map<TopicPartition, Long> ends(
      Admin kafka, Answers answers, Map<TopicPartition, OffsetSpec> partitions)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> ends = new HashMap<>();
    var asked = kafka.listOffsets(partitions);
    for (TopicPartition partition : partitions.keySet()) {
      try {
        ends.put(partition, answers.of(asked.partitionResult(partition)).offset());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return ends;
  }

  /** Left out where the account may not see the brokers' disks. */
  private static List<Sample> sizes(Admin kafka, Answers answers)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<Integer> brokers = new ArrayList<>();
    answers.of(kafka.describeCluster().nodes()).forEach(node -> brokers.add(node.id()));
    SampleBag bag = new SampleBag();
    Map<String, Long> bytes = new TreeMap<>();
    double used = 0;
    try {
      for (Map<String, LogDirDescription> disks :
          answers.of(kafka.describeLogDirs(brokers).allDescriptions()).values()) {
        for (LogDirDescription disk : disks.values()) {
          disk.replicaInfos()
              .forEach((partition, replica) ->
                  bytes.merge(partition.topic(), replica.size(), Long::sum));
          if (disk.totalBytes().orElse(0) > 0) {
            double free = disk.usableBytes().orElse(0);
            used = Math.max(used, 1 - free / disk.totalBytes().getAsLong());
          }
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return List.of();
      }
      throw e;
    }
    bytes.entrySet().stream()
        .limit(MAX_TOPICS)
        .forEach(each -> bag.add("kafka_topic_bytes", each.getValue(), "topic", each.getKey()));
    return bag.add("ox_disk_used_ratio", used > 0 ? used : Double.NaN).samples();
  }
}
