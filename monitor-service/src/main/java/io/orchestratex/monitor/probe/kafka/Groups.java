package io.orchestratex.monitor.probe.kafka;

import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;

/** How far each consumer group is behind, topic by topic. */
final class Groups {

  private static final int MAX_GROUPS = 500;

  private final long slowNanos;
  private List<String> names = List.of();
  private boolean listed;
  private long listedAt;

  Groups(Duration slowInterval) {
    this.slowNanos = slowInterval.toNanos();
  }

  /**
   * Reads.
   *
   * @param ends where the partitions end
   */
  void read(Admin kafka, Answers answers, Map<TopicPartition, Long> ends, SampleBag bag)
      throws ExecutionException, InterruptedException, TimeoutException {
    if (!listed || System.nanoTime() - listedAt >= slowNanos) {
      names =
          answers.of(kafka.listConsumerGroups().valid()).stream()
              .map(ConsumerGroupListing::groupId)
              .sorted()
              .limit(MAX_GROUPS)
              .toList();
      listed = true;
      listedAt = System.nanoTime();
    }
    bag.add("kafka_groups", names.size());
    Map<String, ListConsumerGroupOffsetsSpec> asked = new HashMap<>();
    names.forEach(name -> asked.put(name, new ListConsumerGroupOffsetsSpec()));
    if (asked.isEmpty()) {
      return;
    }
    var offsets = kafka.listConsumerGroupOffsets(asked);
    for (String name : names) {
      try {
        lag(name, answers.of(offsets.partitionsToOffsetAndMetadata(name)), ends, bag);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof GroupAuthorizationException)) {
          throw e;
        }
      }
    }
  }

  private static void lag(
      String group,
      Map<TopicPartition, OffsetAndMetadata> read,
      Map<TopicPartition, Long> ends,
      SampleBag bag) {
    Map<String, Long> lags = new TreeMap<>();
    read.forEach((partition, offset) -> {
      Long end = ends.get(partition);
      if (end != null && offset != null) {
        lags.merge(partition.topic(), Math.max(0, end - offset.offset()), Long::sum);
      }
    });
    lags.forEach((topic, lag) -> bag.add("kafka_group_lag", lag, "group", group, "topic", topic));
  }
}
