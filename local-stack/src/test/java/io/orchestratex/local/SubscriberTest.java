package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What other teams may do at Kafka: read the open topics, and nothing else. */
final class SubscriberTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestEngines.Kafka kafka = TestEngines.shared().kafka();

  @Test
  void readsWhatServicesPublish() throws Exception {
    byte[] key = ("subscriber-test-" + System.nanoTime()).getBytes(StandardCharsets.UTF_8);
    try (Consumer<byte[], byte[]> subscriber = consumer("subscriber-test-" + System.nanoTime())) {
      subscriber.subscribe(List.of(Topics.ALERT));
      send(kafka.clientSettings(), Topics.ALERT, key);
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(() ->
              assertThat(subscriber.poll(Duration.ofMillis(200)))
                  .extracting(ConsumerRecord::key)
                  .contains(key));
    }
  }

  @Test
  void isRefusedAnyWrite() {
    for (Topics.Topic topic : Topics.ALL) {
      assertThatThrownBy(() -> send(kafka.subscriberSettings(), topic.name(), new byte[] {1}))
          .hasRootCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void isRefusedAClosedTopic() {
    try (Consumer<byte[], byte[]> subscriber = consumer("subscriber-closed")) {
      subscriber.subscribe(List.of(Topics.IDENTITY));
      assertThatThrownBy(() -> Awaitility.await().atMost(LIMIT).until(() -> pollsOnce(subscriber)))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void isRefusedAnInternalTopic() {
    try (Consumer<byte[], byte[]> subscriber = consumer("subscriber-internal")) {
      subscriber.subscribe(List.of("__consumer_offsets"));
      assertThatThrownBy(() -> Awaitility.await().atMost(LIMIT).until(() -> pollsOnce(subscriber)))
          .isInstanceOf(TopicAuthorizationException.class);
    }
    assertThatThrownBy(() -> send(kafka.subscriberSettings(), "__consumer_offsets", new byte[] {1}))
        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
  }

  private static boolean pollsOnce(Consumer<byte[], byte[]> subscriber) {
    return !subscriber.poll(Duration.ofMillis(200)).isEmpty();
  }

  @Test
  void isRefusedAServicesConsumerGroup() {
    try (Consumer<byte[], byte[]> subscriber = consumer("alert-service")) {
      subscriber.subscribe(List.of(Topics.ALERT));
      assertThatThrownBy(() -> Awaitility.await().atMost(LIMIT).until(() -> pollsOnce(subscriber)))
          .isInstanceOf(GroupAuthorizationException.class);
    }
  }

  @Test
  void seesOpenTopicsOnlyAndMakesNone() throws Exception {
    try (Admin admin = Admin.create(kafka.subscriberSettings())) {
      assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS))
          .containsExactlyInAnyOrderElementsOf(
              Topics.ALL.stream().filter(Topics.Topic::open).map(Topics.Topic::name).toList());
      assertThatThrownBy(
              () -> admin.deleteTopics(List.of(Topics.ALERT)).all().get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void isUnknownAtTheServicesListener() {
    Map<String, Object> settings = new HashMap<>(kafka.subscriberSettings());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    assertThatThrownBy(() -> send(settings, Topics.ALERT, new byte[] {1}))
        .hasRootCauseInstanceOf(SaslAuthenticationException.class);
  }

  private static void send(Map<String, Object> settings, String topic, byte[] key)
      throws Exception {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("enable.idempotence", false);
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, new byte[] {1})).get(20, TimeUnit.SECONDS);
    }
  }

  private Consumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> all = new HashMap<>(kafka.subscriberSettings());
    all.put("group.id", group);
    all.put("auto.offset.reset", "earliest");
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
