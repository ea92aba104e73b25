package io.orchestratex.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.contracts.Topics;
import io.orchestratex.local.LongRunning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Events as another team sees them, also when Kafka was away. */
@LongRunning("Kafka is away for a whole minute")
class KafkaDownTest extends Journey {

  /** One each half second, so that Kafka is away for a minute. */
  private static final int REQUESTS = 120;

  private static final Duration PACE = Duration.ofMillis(500);

  @Test
  void requestsSucceedForAMinuteWithoutKafkaAndTheirEventsFollowInOrder() throws Exception {
    Gateway agent = newcomer("kafka-down", "agent");

    stack.kill("kafka");
    List<String> sessions = sessionsAtAPace(agent);
    assertThat(
            admin
                .anonymous("/api/v1/health")
                .path("services")
                .path("session-service")
                .path("status")
                .asText())
        .isEqualToIgnoringCase("UP");
    assertThat(kafkaAsWatched()).isEqualTo("down connect");
    stack.start("kafka");
    await(
        "the monitor finds Kafka again",
        Duration.ofSeconds(30),
        () -> kafkaAsWatched().equals("up "));

    Map<String, List<String>> events = new HashMap<>();
    List<String> ids = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = subscriber()) {
      consumer.subscribe(List.of(Topics.SESSION));
      await(
          "all events",
          Duration.ofSeconds(60),
          () -> {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
              String key = new String(record.key(), UTF_8);
              if (sessions.contains(key)) {
                ids.add(header(record, "ce_id"));
                events
                    .computeIfAbsent(key, any -> new ArrayList<>())
                    .add(header(record, "ce_type"));
              }
            }
            return events.size() == REQUESTS
                && events.values().stream().allMatch(list -> list.size() >= 2);
          });
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(events.values())
        .allSatisfy(
            list -> assertThat(list).containsExactly("session.started", "session.thread-opened"));
  }

  private String kafkaAsWatched() {
    for (JsonNode target : admin.get("/api/v1/monitor/targets?limit=100").path("items")) {
      if (target.path("id").asText().equals("kafka")) {
        return target.path("state").asText() + " " + target.path("reason").asText();
      }
    }
    return "not watched";
  }

  private static List<String> sessionsAtAPace(Gateway agent) throws Exception {
    List<String> sessions = new ArrayList<>();
    CompletableFuture<Void> done = new CompletableFuture<>();
    try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      clock.scheduleAtFixedRate(
          () -> {
            if (done.isDone()) {
              return;
            }
            try {
              String session = newSession(agent, "While Kafka was away " + sessions.size());
              newThread(agent, session);
              sessions.add(session);
              if (sessions.size() == REQUESTS) {
                done.complete(null);
              }
            } catch (RuntimeException e) {
              done.completeExceptionally(e);
            }
          },
          0,
          PACE.toMillis(),
          TimeUnit.MILLISECONDS);
      try {
        done.get(3, TimeUnit.MINUTES);
      } finally {
        clock.shutdownNow();
      }
    }
    return sessions;
  }

  @Test
  void aSubscriberMayNotWrite() {
    Map<String, Object> settings = new HashMap<>(stack.engines().kafka().subscriberSettings());
    settings.put("max.block.ms", "10000");
    // Idempotence would ask for a right on the cluster first; what counts is the topic's.
    settings.put("enable.idempotence", "false");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      assertThatThrownBy(() ->
              producer
                  .send(new ProducerRecord<>(Topics.SESSION, new byte[] {1}))
                  .get(15, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TopicAuthorizationException.class);
    }
  }
}
