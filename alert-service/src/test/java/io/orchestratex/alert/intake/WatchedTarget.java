package io.orchestratex.alert.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.WebhookServer;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.RestoreEvent;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestTopics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A system that a test makes up: what is measured of it, and what the service makes of that. */
final class WatchedTarget {

  final String name = "t-" + UUID.randomUUID();
  private final RunningService service;
  private final WebhookServer receiver;
  private Instant time = Instant.now().minusSeconds(3_600);

  WatchedTarget(RunningService service, WebhookServer receiver) {
    this.service = service;
    this.receiver = receiver;
  }

  /** When it was measured last. */
  Instant time() {
    return time;
  }

  /** Alerts about it, newest first. */
  List<JsonNode> alerts() {
    return service.alertsAbout(name);
  }

  JsonNode parked(String eventId) {
    return RunningService.eventually()
        .until(
            () -> {
              JsonNode items =
                  service
                      .call(
                          "GET", "/api/v1/alert-service/parked-events?limit=100", null, "operator")
                      .body()
                      .path("items");
              for (JsonNode item : items) {
                if (item.at("/headers/ce_id").asText().equals(eventId)) {
                  return item;
                }
              }
              return null;
            },
            found -> found != null);
  }

  List<JsonNode> backupAlerts() {
    return alertsOf("backup-failed");
  }

  /** The alerts of a rule about backups of this target. */
  List<JsonNode> alertsOf(String rule) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode alert : service.get("/api/v1/alerts?rule=" + rule + "&limit=100").path("items")) {
      if (alert.at("/labels/targets").asText().contains(name)) {
        found.add(alert);
      }
    }
    return found;
  }

  BackupEvent succeeded(List<String> targets) {
    return new BackupEvent.Succeeded(
        "b3-" + name, targets, 1, 1, 1, true, "complete", time.plusSeconds(60));
  }

  List<JsonNode> notifications(String channel) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode row : service.get("/api/v1/notifications?limit=100").path("items")) {
      if (row.path("message").asText().contains(name)
          && row.path("channel").asText().equals(channel)) {
        found.add(row);
      }
    }
    return found;
  }

  List<String> deliveredStates() {
    return receiver.about(name).stream().map(WebhookServer.Received::status).toList();
  }

  JsonNode openAlert() {
    return RunningService.eventually()
        .until(
            () ->
                alerts().stream().filter(alert -> !alert.path("resolved").asBoolean()).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  /** Returns once the service has read everything that was published about the target. */
  void awaitRead() {
    awaitRead(Topics.METRIC, name, "metric.sampled");
  }

  private void awaitRead(String topic, String key, String type) {
    String mark = "mark-" + UUID.randomUUID();
    ProducerRecord<byte[], byte[]> unreadable =
        // The same key is the same partition, whose records come in order.
        new ProducerRecord<>(topic, key.getBytes(UTF_8), "mark".getBytes(UTF_8));
    Map.of("ce_id", mark, "ce_type", type, "ce_source", "test")
        .forEach((name, value) -> unreadable.headers().add(name, value.getBytes(UTF_8)));
    TestTopics.send(unreadable);
    parked(mark);
  }

  static Sample collection(String name, double count) {
    return new Sample(
        "mongodb_collection_documents", Map.of("database", "shop", "collection", name), count);
  }

  void documents(double count) {
    time = time.plusSeconds(5);
    service.sample(name, time, collection("orders", count));
  }

  /** Time in which it is not measured. */
  void pause(Duration time) {
    this.time = this.time.plus(time);
  }

  /** Returns once the service knows of it. */
  void restoreStarted(String restore, Instant at) {
    restoreStarted(restore, at, name);
  }

  void restoreStarted(String restore, Instant at, String of) {
    service.publish(
        new RestoreEvent.Started(restore, "b-" + name, "s-" + name, List.of(of), at),
        UUID.randomUUID().toString());
    awaitRead(Topics.RESTORE, restore, "restore.started");
  }

  void restoreEnded(String restore, Instant at) {
    service.publish(
        new RestoreEvent.Succeeded(restore, "b-" + name, 1, 1, 0, at),
        UUID.randomUUID().toString());
    awaitRead(Topics.RESTORE, restore, "restore.started");
  }

  void ratio(double value) {
    time = time.plusSeconds(5);
    service.sample(name, time, new Sample(metric(), Map.of(), value));
  }

  String metric() {
    return "test_ratio_" + name.replace('-', '_');
  }

  String rule(String id, String comparison, double fire, @Nullable Double clear, long seconds) {
    var added = service.post("/api/v1/rules", body(id, comparison, fire, clear, seconds));
    assertThat(added.status()).as(added.toString()).isEqualTo(201);
    return id;
  }

  String body(
      @Nullable String id, String comparison, double fire, @Nullable Double clear, long seconds) {
    return """
    {%s "severity":"high","message":"{target} has {value}",
     "condition":{"kind":"threshold","selector":{"metric":"%s"},"comparison":"%s",
       "fire":%s,"clear":%s,"for_seconds":%d}}\
    """
        .formatted(
            id == null ? "" : "\"id\":\"" + id + "\",", metric(), comparison, fire, clear, seconds);
  }
}
