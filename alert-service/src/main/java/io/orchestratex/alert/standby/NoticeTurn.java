package io.orchestratex.alert.standby;

import io.orchestratex.contracts.Topics;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Which replica speaks for all of them where the store cannot decide it: Kafka gives each partition
 * of the samples to one replica, and the one with the first partition speaks. A process that has
 * none, because it was not given any yet or because a rebalance did not end, speaks, too: twice is
 * better than not at all. What it was given last holds while Kafka is away. Thread-safe.
 */
@Singleton
public final class NoticeTurn {

  private static final int FIRST = 0;

  private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();

  /** Kafka gave partitions of the samples to this process. */
  public void given(Collection<TopicPartition> more) {
    numbers(more).forEach(partitions::add);
  }

  /** Kafka took partitions away. */
  public void taken(Collection<TopicPartition> less) {
    numbers(less).forEach(partitions::remove);
  }

  private static Collection<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(Topics.METRIC))
        .map(TopicPartition::partition)
        .toList();
  }

  /** Whether this process speaks about what concerns all replicas. */
  public boolean mine() {
    return judges(FIRST);
  }

  /** Whether this process judges the samples of a partition. */
  public boolean judges(int partition) {
    return partitions.isEmpty() || partitions.contains(partition);
  }
}
