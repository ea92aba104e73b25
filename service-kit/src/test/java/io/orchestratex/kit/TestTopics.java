package io.orchestratex.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.EventHeaders;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.local.TestEngines;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's topics as a test writes and reads them, with an account that may do anything. Other tests
 * use the same topics, so each looks for its own keys.
 */
public final class TestTopics {

  private static final EventCodec CODEC = new EventCodec();
  private static @Nullable KafkaProducer<byte[], byte[]> producer;

  private TestTopics() {}

  private static synchronized KafkaProducer<byte[], byte[]> producer() {
    KafkaProducer<byte[], byte[]> made = producer;
    if (made == null) {
      made =
          new KafkaProducer<>(
              TestEngines.shared().kafka().clientSettings(),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      producer = made;
    }
    return made;
  }

  /** Publishes an event as its service would. */
  public static void publish(DomainEvent event, String id) {
    publish(event, id, 1, Instant.now());
  }

  /** Publishes an event as its service would, with its place in the order of its key. */
  public static void publish(DomainEvent event, String id, long sequence, Instant at) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.of(event).name(), event.key().getBytes(UTF_8), CODEC.encode(event));
    EventCodec.headers(event, id, "/test", sequence, at, null)
        .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    send(record);
  }

  /** Sends a record and waits until Kafka has it. */
  public static void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer().send(record).get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The records under a key that are on a topic now, oldest first. */
  public static List<ConsumerRecord<byte[], byte[]>> of(String topic, String key) {
    byte[] wanted = key.getBytes(UTF_8);
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            TestEngines.shared().kafka().clientSettings(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> {
              if (Arrays.equals(record.key(), wanted)) {
                found.add(record);
              }
            });
      }
    }
    return found;
  }

  /** The records under a key, once there are as many as wanted. */
  public static List<ConsumerRecord<byte[], byte[]>> of(String topic, String key, int wanted) {
    return Objects.requireNonNull(
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> of(topic, key), found -> found.size() >= wanted));
  }

  /** What is on a topic under a key: {@code type@sequence}, oldest first. */
  public static List<String> eventsOf(String topic, String key) {
    return of(topic, key).stream()
        .map(record ->
            header(record, EventHeaders.TYPE) + "@" + header(record, EventHeaders.SEQUENCE))
        .toList();
  }

  public static String header(ConsumerRecord<?, ?> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
