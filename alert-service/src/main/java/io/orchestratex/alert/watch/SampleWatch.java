package io.orchestratex.alert.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.contracts.EventHeaders;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.background.BackgroundThread;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to all samples, and to which targets people remove, from now on, in each replica and in
 * no consumer group, so that what the regular intake has read, or cannot store, has no part in it;
 * {@link SampleVerdicts} says what their coming and their staying out means.
 */
@Context
@Requires(property = "orchestratex.alert.watch.enabled", notEquals = "false")
final class SampleWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SampleWatch.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** Partitions may be added to the topic. */
  private static final long PARTITIONS_KEPT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Properties kafka;
  private final SampleVerdicts verdicts;
  private final BackgroundThread thread;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  SampleWatch(KafkaDefaultConfiguration kafka, SampleVerdicts verdicts) {
    this.kafka = new Properties();
    this.kafka.putAll(kafka.getConfig());
    // One answer a second brings all that came in it.
    this.kafka.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "1000000");
    this.kafka.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "1000");
    this.kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    this.kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.verdicts = verdicts;
    this.thread =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("sample-watch").daemon(),
            LOOK_EVERY,
            this::listenOrLook,
            fault -> LOG.atWarn().log("samples cannot be watched now, trying again: {}", fault));
  }

  @PostConstruct
  void start() {
    verdicts.begin();
    thread.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    thread.stop(() -> {
      KafkaConsumer<byte[], byte[]> waiting = consumer;
      if (waiting != null) {
        waiting.wakeup();
      }
    });
  }

  /** Without Kafka, what the silence of samples means is judged all the same. */
  private void listenOrLook() throws InterruptedException {
    try {
      open();
    } catch (WakeupException e) {
      LOG.atDebug().log("stopping");
    } catch (InterruptException e) {
      throw new InterruptedException();
    } catch (RuntimeException e) {
      lookWithoutKafka();
      throw e;
    }
  }

  private void lookWithoutKafka() {
    try {
      verdicts.look(() -> false);
    } catch (RuntimeException e) {
      LOG.atWarn().log("the silence of samples cannot be judged now: {}", e.getMessage());
    }
  }

  private void open() {
    KafkaConsumer<byte[], byte[]> opened =
        new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer = opened;
    try {
      listen(opened);
    } finally {
      // There is nothing to say goodbye for, and Kafka may not answer.
      opened.close(Duration.ZERO);
    }
  }

  /** Until the stop, or until the topic has other partitions. */
  private void listen(KafkaConsumer<byte[], byte[]> kafka) {
    List<TopicPartition> partitions = partitions(kafka);
    if (partitions.isEmpty()) {
      throw new KafkaException("the topic " + Topics.METRIC + " does not exist");
    }
    List<TopicPartition> all = new ArrayList<>(partitions);
    all.addAll(partitions(kafka, Topics.TARGET));
    kafka.assign(all);
    long since = System.nanoTime();
    while (!thread.isStopping()) {
      for (ConsumerRecord<byte[], byte[]> record : kafka.poll(LOOK_EVERY)) {
        if (record.topic().equals(Topics.TARGET)) {
          verdicts.told(record);
        } else {
          time(record).ifPresent(at -> verdicts.heard(record, at));
        }
      }
      verdicts.look(() -> answers(kafka, partitions));
      if (System.nanoTime() - since > PARTITIONS_KEPT_NANOS) {
        since = System.nanoTime();
        if (hasOthers(kafka, partitions)) {
          return;
        }
      }
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> kafka) {
    return partitions(kafka, Topics.METRIC);
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> kafka, String topic) {
    return kafka.partitionsFor(topic, ANSWER_WITHIN).stream()
        .map(each -> new TopicPartition(each.topic(), each.partition()))
        .toList();
  }

  private static boolean hasOthers(
      KafkaConsumer<byte[], byte[]> kafka, List<TopicPartition> partitions) {
    try {
      return partitions(kafka).size() != partitions.size();
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Whether Kafka says how far the topic is. */
  private static boolean answers(
      KafkaConsumer<byte[], byte[]> kafka, List<TopicPartition> partitions) {
    try {
      Map<TopicPartition, Long> ends = kafka.endOffsets(partitions, ANSWER_WITHIN);
      return ends.size() == partitions.size();
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      return false;
    }
  }

  private static Optional<Instant> time(ConsumerRecord<byte[], byte[]> record) {
    Header time = record.headers().lastHeader(EventHeaders.TIME);
    if (record.key() == null || time == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(new String(time.value(), UTF_8)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
