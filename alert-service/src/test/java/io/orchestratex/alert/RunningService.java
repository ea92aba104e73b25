package io.orchestratex.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.micronaut.runtime.server.EmbeddedServer;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.EventHeaders;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestTokens;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.outbox.MongoDatabaseName;
import io.orchestratex.local.TestEngines;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The service on real engines with stores of its own; it can be stopped and started again. Kafka's
 * topics are shared with other tests, so each looks at its own targets.
 */
public final class RunningService implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> environment = new HashMap<>();
  private final TestTokens tokens = new TestTokens();
  private final Map<String, String> tokenOfRoles = new ConcurrentHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final KafkaProducer<byte[], byte[]> producer;
  private final EventCodec codec = new EventCodec();
  private @Nullable EmbeddedServer server;

  public RunningService(String suffix, Map<String, String> more) {
    this(environment(suffix, more));
  }

  private RunningService(Map<String, Object> environment) {
    this.environment.putAll(environment);
    this.environment.put("ORCHESTRATEX_ACCESS_JWKS_URL", tokens.jwksUrl());
    producer =
        new KafkaProducer<>(
            TestEngines.shared().kafka().clientSettings(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    start();
  }

  private static Map<String, Object> environment(String suffix, Map<String, String> more) {
    Map<String, Object> all =
        new HashMap<>(TestEngines.shared().environmentOf("alert-service", suffix));
    all.put("MICRONAUT_SERVER_PORT", "-1");
    // The receivers of tests are on this machine.
    all.put("ORCHESTRATEX_ALERT_WEBHOOK_ALLOW_LOOPBACK", "true");
    all.putAll(more);
    return all;
  }

  /** Another replica, on the same stores and in the same consumer groups. */
  public RunningService replica() {
    return new RunningService(environment);
  }

  public void start() {
    ApplicationContext context =
        ApplicationContext.builder()
            .propertySources(
                PropertySource.of("service", environment, PropertyConvention.ENVIRONMENT_VARIABLE))
            .start();
    server = context.getBean(EmbeddedServer.class).start();
  }

  /** Ends the service as a whole. */
  public void stop() {
    if (server != null) {
      server.getApplicationContext().close();
      server = null;
    }
  }

  public <T> T bean(Class<T> type) {
    return running().getApplicationContext().getBean(type);
  }

  private EmbeddedServer running() {
    if (server == null) {
      throw new IllegalStateException("the service is stopped");
    }
    return server;
  }

  public MongoDatabase mongo() {
    return bean(MongoClient.class).getDatabase(bean(MongoDatabaseName.class).name());
  }

  public Path alertLog() {
    return Path.of(String.valueOf(environment.get("ORCHESTRATEX_ALERT_LOG_PATH")));
  }

  public String mongoUri() {
    return String.valueOf(environment.get("MONGODB_URI"));
  }

  /** Publishes one measurement of a target. */
  public void sample(String target, Instant at, Sample... samples) {
    publish(new Sampled(target, "test", at, List.of(samples)), UUID.randomUUID().toString());
  }

  /** Publishes an event as its service would. */
  public void publish(DomainEvent event, String id) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.of(event).name(), event.key().getBytes(UTF_8), codec.encode(event));
    EventCodec.headers(event, id, "test", 1, Instant.now(), null)
        .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    send(record);
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is on a topic under a key: {@code type@sequence}, oldest first. */
  public List<String> eventsOf(String topic, String key) {
    List<String> events = new ArrayList<>();
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
              if (new String(record.key(), UTF_8).equals(key)) {
                events.add(
                    header(record, EventHeaders.TYPE)
                        + "@"
                        + header(record, EventHeaders.SEQUENCE));
              }
            });
      }
    }
    return events;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  /** An answer, whatever its status. */
  public record Answer(int status, JsonNode body) {
    public String code() {
      return body.path("code").asText();
    }

    public List<String> pointers() {
      return body.path("errors").findValuesAsText("pointer");
    }
  }

  public JsonNode get(String path) {
    Answer answer = call("GET", path, null, Role.ANALYST);
    if (answer.status() != 200) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer.body();
  }

  public Answer call(String method, String path, @Nullable String body, String... roles) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(running().getURL() + path))
            .header("Authorization", "Bearer " + token(roles))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private String token(String... roles) {
    return tokenOfRoles.computeIfAbsent(String.join(",", roles), _ -> tokens.token("ann", roles));
  }

  public HttpResponse<String> anonymous(String path) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(running().getURL() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public Answer post(String path, @Nullable String body) {
    return call("POST", path, body, Role.OPERATOR);
  }

  /** Alerts about a target, newest first. */
  public List<JsonNode> alertsAbout(String target) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode alert : get("/api/v1/alerts?limit=100").path("items")) {
      if (alert.at("/labels/target").asText().equals(target)) {
        found.add(alert);
      }
    }
    return found;
  }

  public static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }

  @Override
  public void close() {
    stop();
    producer.close();
    http.close();
    tokens.close();
  }
}
