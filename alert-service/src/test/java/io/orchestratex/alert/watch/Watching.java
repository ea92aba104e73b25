package io.orchestratex.alert.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.WebhookServer;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.TestTopics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A service that watches, with short waits, and a monitor that a test makes up. */
final class Watching implements AutoCloseable {

  final WebhookServer receiver = new WebhookServer();
  final RunningService service;
  private final Set<String> measured = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Double> value = new AtomicReference<>(0.1);
  private final AtomicReference<Long> clockOffsetSeconds = new AtomicReference<>(0L);
  private final ScheduledExecutorService monitor = new ScheduledThreadPoolExecutor(1);

  Watching(String suffix, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>();
    variables.put("ORCHESTRATEX_ALERT_WATCH_ENABLED", "true");
    variables.put("ORCHESTRATEX_ALERT_WATCH_START_GRACE", "3s");
    variables.put("ORCHESTRATEX_ALERT_WATCH_SLACK", "1s");
    variables.put("ORCHESTRATEX_ALERT_WATCH_ASK_EVERY", "300ms");
    variables.put("ORCHESTRATEX_ALERT_WEBHOOK_URL", receiver.url());
    variables.putAll(more);
    service = new RunningService(suffix, variables);
    service
        .mongo()
        .getCollection("rules")
        .updateMany(
            Filters.eq("condition.kind", "silence"), Updates.set("condition.for_seconds", 3L));
    monitor.scheduleAtFixedRate(this::measure, 0, 300, TimeUnit.MILLISECONDS);
  }

  private void measure() {
    for (String target : measured) {
      Instant at = Instant.now().plusSeconds(clockOffsetSeconds.get());
      List<Sample> samples = List.of(new Sample(metric(), Map.of(), value.get()));
      // As monitor-service does: the record carries the time of the measurement.
      TestTopics.publish(
          new Sampled(target, "test", at, samples),
          UUID.randomUUID().toString(),
          at.toEpochMilli(),
          at);
    }
  }

  static String metric() {
    return "test_watched_ratio";
  }

  void measures(String... targets) {
    measured.clear();
    measured.addAll(List.of(targets));
  }

  void finds(double now) {
    value.set(now);
  }

  void monitorsClockIsOff(long seconds) {
    clockOffsetSeconds.set(seconds);
  }

  /** Alerts of a rule, newest first. */
  List<JsonNode> alerts(String rule) {
    List<JsonNode> found = new ArrayList<>();
    service.get("/api/v1/alerts?limit=100&rule=" + rule).path("items").forEach(found::add);
    return found;
  }

  List<JsonNode> open(String rule) {
    return alerts(rule).stream().filter(alert -> !alert.path("resolved").asBoolean()).toList();
  }

  /** What the receiver got about a rule: firing, resolved. */
  List<WebhookServer.Received> received(String rule) {
    return receiver.requests().stream()
        .filter(request -> request.alert().at("/labels/alertname").asText().equals(rule))
        .toList();
  }

  List<String> statuses(String rule) {
    return received(rule).stream().map(WebhookServer.Received::status).toList();
  }

  @Override
  public void close() {
    monitor.shutdownNow();
    service.close();
    receiver.close();
  }
}
