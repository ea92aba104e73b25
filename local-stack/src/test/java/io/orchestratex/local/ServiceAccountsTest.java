package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the services may do at Kafka: their own work, and nothing else. */
final class ServiceAccountsTest {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestEngines engines = TestEngines.shared();

  private Map<String, Object> settings(String service) {
    Map<String, Object> settings = new HashMap<>(engines.kafka().clientSettings());
    Map<String, String> environment = engines.kafkaEnvironmentOf(service);
    settings.put(
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"%s\" password=\"%s\";"
                .formatted(environment.get("KAFKA_USER"), environment.get("KAFKA_PASSWORD")));
    return settings;
  }

  private void send(String service, String topic) throws Exception {
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(
            settings(service), new ByteArraySerializer(), new ByteArraySerializer())) {
      // Nothing that a consumer could read.
      byte[] value = "{}".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, null, value)).get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gateway-service, " + Topics.IDENTITY,
    "session-service, " + Topics.SESSION,
    "session-service, " + Topics.AGENT,
    "backup-service, " + Topics.BACKUP,
    "backup-service, " + Topics.RESTORE,
    "monitor-service, " + Topics.METRIC,
    "alert-service, " + Topics.ALERT,
    "alert-service, " + Topics.CASE,
  })
  void aServiceIsAllowedToWriteWhatItPublishes(String service, String topic) {
    assertThat(rightsOf(service)).contains("WRITE " + topic);
  }

  @ParameterizedTest
  @CsvSource({
    "session-service, " + Topics.BACKUP,
    "session-service, " + Topics.IDENTITY,
    "backup-service, " + Topics.SESSION,
    "monitor-service, " + Topics.ALERT,
    "alert-service, " + Topics.IDENTITY,
    "gateway-service, " + Topics.CASE,
    "gateway-service, __consumer_offsets",
  })
  void aServiceIsRefusedAWriteToAnothersTopic(String service, String topic) {
    assertThatThrownBy(() -> send(service, topic))
        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void aServiceWritesWithAnIdempotentProducer() throws Exception {
    send("session-service", Topics.AGENT);
  }

  @Test
  void aServiceIsRefusedAnothersEvents() {
    assertThatThrownBy(() -> read("backup-service", Topics.SESSION, "backup-service.test"))
        .isInstanceOf(TopicAuthorizationException.class);
  }

  @Test
  void aServiceIsRefusedAnothersConsumerGroup() {
    assertThatThrownBy(() -> read("backup-service", Topics.BACKUP, "alert-service.events"))
        .isInstanceOf(GroupAuthorizationException.class);
  }

  @Test
  void aServiceReadsWhoWasRevokedInAGroupOfItsOwn() {
    assertThat(read("backup-service", Topics.IDENTITY, "backup-service.revocations_test")).isTrue();
  }

  /** True when the group took the consumer in. */
  private boolean read(String service, String topic, String group) {
    Map<String, Object> all = settings(service);
    all.put("group.id", group);
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(topic));
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> {
            consumer.poll(Duration.ofMillis(200));
            return !consumer.assignment().isEmpty();
          });
      return true;
    }
  }

  @Test
  void aServiceMakesNoTopicAndChangesNoRight() {
    try (Admin admin = Admin.create(settings("gateway-service"))) {
      assertThatThrownBy(() ->
              admin
                  .createTopics(List.of(new NewTopic("gateway-service-own", 1, (short) 1)))
                  .all()
                  .get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(AuthorizationException.class);
      assertThatThrownBy(
              () -> admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(ClusterAuthorizationException.class);
    }
  }

  @Test
  void noAccountHasARightForEverythingButTheWatcherWhichSeesStatesAndNoRecord() throws Exception {
    try (Admin admin = Admin.create(engines.kafka().clientSettings())) {
      assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS))
          .isNotEmpty()
          .allSatisfy(right -> {
            assertThat(right.entry().operation().name()).isIn("READ", "WRITE", "DESCRIBE");
            if (right.pattern().name().equals("*")) {
              assertThat(right.entry().principal()).isEqualTo("User:monitor-service");
              assertThat(right.entry().operation().name()).isEqualTo("DESCRIBE");
            }
          });
    }
  }

  private Set<String> rightsOf(String service) {
    try (Admin admin = Admin.create(engines.kafka().clientSettings())) {
      return admin.describeAcls(AclBindingFilter.ANY).values().get(20, TimeUnit.SECONDS).stream()
          .filter(right -> right.entry().principal().equals("User:" + service))
          .map(right -> right.entry().operation() + " " + right.pattern().name())
          .collect(java.util.stream.Collectors.toSet());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
