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
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** From a sample on Kafka to its receivers, on real engines. */
class AlertJourneyTest extends WatchedService {

  AlertJourneyTest() {
    super("journey");
  }

  @Override
  Map<String, String> variables() {
    return Map.of("ORCHESTRATEX_ALERT_WEBHOOK_URL", receiver.url());
  }

  @Test
  void aCollectionThatShrinksIsReportedOnceAndEndsByItself() throws Exception {
    target.documents(418);
    target.documents(12);

    JsonNode alert = target.openAlert();
    assertThat(alert.path("severity").asText()).isEqualTo("critical");
    assertThat(alert.path("rule").asText()).isEqualTo("collection-shrank");
    assertThat(alert.path("message").asText())
        .isEqualTo("shop.orders on " + target.name + " shrank from 418 to 12 documents");
    String caseId = alert.path("case_id").asText();
    JsonNode work = service.get("/api/v1/cases/" + caseId);
    assertThat(work.path("status").asText()).isEqualTo("open");
    assertThat(work.path("severity").asText()).isEqualTo("critical");
    assertThat(work.at("/alerts/0/id").asText()).isEqualTo(alert.path("id").asText());
    RunningService.eventually()
        .untilAsserted(() -> assertThat(target.deliveredStates()).containsExactly("firing"));

    target.documents(400);

    RunningService.eventually()
        .untilAsserted(
            () -> assertThat(target.deliveredStates()).containsExactly("firing", "resolved"));
    JsonNode ended = service.get("/api/v1/alerts/" + alert.path("id").asText());
    assertThat(ended.path("resolved").asBoolean()).isTrue();
    assertThat(ended.path("resolution").asText()).contains("400").contains("418");
    JsonNode settled = service.get("/api/v1/cases/" + caseId);
    assertThat(settled.path("status").asText()).isEqualTo("resolved");
    assertThat(settled.path("timeline")).last().asString().contains("no person had taken it");

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(Files.readAllLines(service.alertLog()))
                .filteredOn(line -> line.contains(target.name))
                .hasSize(2));
    JsonNode lines = service.get("/api/v1/alerts/log?limit=50").path("lines");
    assertThat(lines).anySatisfy(line -> assertThat(line.asText()).contains("FIRING", target.name));
    assertThat(receiver.about(target.name).stream().map(WebhookServer.Received::id))
        .doesNotHaveDuplicates();
    RunningService.eventually()
        .untilAsserted(() -> {
          assertThat(service.eventsOf(Topics.ALERT, alert.path("id").asText()))
              .containsExactly("alert.fired@1", "alert.resolved@2");
          assertThat(service.eventsOf(Topics.CASE, caseId))
              .containsExactly("case.opened@1", "case.status-changed@2");
        });
  }

  @Test
  void tenBadSamplesAreOneAlertThatCountsTen() {
    target.rule("ten-" + target.name, "above", 0.8, 0.7, 0);
    for (int i = 0; i < 10; i++) {
      target.ratio(0.9);
    }
    RunningService.eventually()
        .untilAsserted(() -> assertThat(target.openAlert().path("count").asInt()).isEqualTo(10));

    target.ratio(0.75);
    target.ratio(0.6);

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.alerts())
                .hasSize(1)
                .allMatch(alert -> alert.path("resolved").asBoolean()));
    assertThat(target.alerts().getFirst().path("count").asInt()).isEqualTo(10);
  }

  @Test
  void aSampleThatComesTwiceChangesNothing() {
    target.rule("twice-" + target.name, "above", 0.8, 0.7, 0);
    Sample bad = new Sample(target.metric(), Map.of(), 0.9);
    service.sample(target.name, target.time(), bad);
    service.sample(target.name, target.time(), bad);
    service.sample(
        target.name, target.time().minusSeconds(5), new Sample(target.metric(), Map.of(), 0.1));
    service.sample(target.name, target.time().plusSeconds(5), bad);

    RunningService.eventually()
        .untilAsserted(() -> assertThat(target.openAlert().path("count").asInt()).isEqualTo(2));
    assertThat(target.alerts()).hasSize(1);
  }

  @Test
  void waitsOnWhereItWasWhenItWasStopped() {
    target.rule("restart-" + target.name, "above", 0.8, 0.7, 30);
    Instant begin = target.time();
    service.sample(target.name, begin, new Sample(target.metric(), Map.of(), 0.9));
    target.awaitRead();

    service.stop();
    service.start();
    service.sample(target.name, begin.plusSeconds(29), new Sample(target.metric(), Map.of(), 0.9));
    target.awaitRead();
    assertThat(target.alerts()).isEmpty();
    service.sample(target.name, begin.plusSeconds(30), new Sample(target.metric(), Map.of(), 0.9));

    JsonNode alert = target.openAlert();
    assertThat(Instant.parse(alert.path("starts_at").asText()).toEpochMilli())
        .isEqualTo(begin.toEpochMilli());
  }

  @Test
  void whatHappensWhileTheServiceIsDownIsNoticedAndReportedOnceAfterwards() {
    target.documents(500);
    target.awaitRead();
    service.stop();
    target.documents(100);

    service.start();

    target.openAlert();
    RunningService.eventually()
        .untilAsserted(() -> assertThat(target.deliveredStates()).containsExactly("firing"));
    service.stop();
    service.start();
    target.documents(499);
    RunningService.eventually()
        .untilAsserted(
            () -> assertThat(target.deliveredStates()).containsExactly("firing", "resolved"));
  }

  @Test
  void aReceiverThatWasDownGetsBeginningAndEndInOrder() {
    receiver.answer.set(503);
    target.documents(100);
    target.documents(1);
    target.openAlert();
    target.documents(100);
    RunningService.eventually()
        .untilAsserted(() -> {
          assertThat(target.alerts()).allMatch(a -> a.path("resolved").asBoolean());
          assertThat(target.deliveredStates()).isNotEmpty().containsOnly("firing");
        });
    assertThat(target.notifications("webhook"))
        .anySatisfy(row -> {
          assertThat(row.path("state").asText()).isEqualTo("pending");
          assertThat(row.path("last_error").asText()).contains("503");
        });
    int failed = receiver.about(target.name).size();

    receiver.answer.set(200);

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(
                    receiver.about(target.name).stream()
                        .skip(failed)
                        .map(WebhookServer.Received::status))
                .containsSubsequence("firing", "resolved"));
    assertThat(receiver.about(target.name).stream().map(WebhookServer.Received::id).distinct())
        .hasSize(2);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.notifications("webhook"))
                .hasSize(2)
                .allMatch(row -> row.path("state").asText().equals("delivered")));
  }

  @Test
  void aReceiverThatIsGoneIsNotAskedAgain() {
    receiver.answer.set(410);
    target.documents(100);
    target.documents(1);

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.notifications("webhook"))
                .singleElement()
                .satisfies(row -> {
                  assertThat(row.path("state").asText()).isEqualTo("refused");
                  assertThat(row.path("attempts").asInt()).isEqualTo(1);
                  assertThat(row.path("last_error").asText()).contains("410");
                }));
  }

  @Test
  void whatAPersonResolvesStaysResolvedUntilItHappensAgain() {
    target.documents(100);
    target.documents(10);
    String id = target.openAlert().path("id").asText();

    var resolved =
        service.post("/api/v1/alerts/" + id + "/resolve", "{\"resolution\":\"cleaned up\"}");
    assertThat(resolved.status()).isEqualTo(200);
    assertThat(resolved.body().path("resolved_by").asText()).isEqualTo("ann");
    assertThat(service.post("/api/v1/alerts/" + id + "/resolve", "{\"resolution\":\"x\"}").status())
        .isEqualTo(409);
    target.documents(10);
    target.documents(9);
    target.documents(2);

    RunningService.eventually().untilAsserted(() -> assertThat(target.alerts()).hasSize(2));
    assertThat(target.alerts().get(0).path("case_id").asText())
        .as("reopened within a day")
        .isEqualTo(target.alerts().get(1).path("case_id").asText());
  }

  @Test
  void aCaseThatAPersonTookWaitsForThem() {
    target.documents(100);
    target.documents(10);
    JsonNode alert = target.openAlert();
    String path = "/api/v1/cases/" + alert.path("case_id").asText();
    assertThat(service.call("PATCH", path, "{\"status\":\"in_progress\"}", "operator").status())
        .isEqualTo(200);
    service.post("/api/v1/alerts/" + alert.path("id").asText() + "/acknowledge", "{}");
    assertThat(service.get("/api/v1/alerts/" + alert.path("id").asText()).path("state").asText())
        .isEqualTo("acknowledged");

    target.documents(100);

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(service.get(path).path("timeline")).last().asString().contains("ended"));
    assertThat(service.get(path).path("status").asText()).isEqualTo("in_progress");
  }

  @Test
  void aFailedBackupIsOneCriticalAlertUntilOneSucceeds() {
    List<String> targets = List.of("mongodb-" + target.name, "postgresql-" + target.name);
    String event = UUID.randomUUID().toString();
    var failed = new BackupEvent.Failed("b1-" + target.name, targets, "disk full", target.time());
    service.publish(failed, event);
    service.publish(failed, event);
    service.publish(
        new BackupEvent.Failed(
            "b2-" + target.name, targets, "disk still full", target.time().plusSeconds(9)),
        UUID.randomUUID().toString());

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.backupAlerts())
                .singleElement()
                .satisfies(alert -> {
                  assertThat(alert.path("severity").asText()).isEqualTo("critical");
                  assertThat(alert.path("count").asInt()).isEqualTo(2);
                  assertThat(alert.path("message").asText()).contains("disk still full");
                  assertThat(alert.at("/annotations/link").asText())
                      .isEqualTo("/api/v1/backups/b2-" + target.name);
                  assertThat(alert.path("case_id").asText()).isNotEmpty();
                }));

    service.publish(target.succeeded(targets.subList(0, 1)), UUID.randomUUID().toString());
    service.publish(target.succeeded(targets), UUID.randomUUID().toString());

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.backupAlerts())
                .singleElement()
                .satisfies(
                    alert -> assertThat(alert.path("resolution").asText()).contains("succeeded")));
  }

  @Test
  void aRestoreThatWasRolledBackIsCritical() {
    service.publish(
        new RestoreEvent.RolledBack(
            "r-" + target.name, "b-" + target.name, "hash differs", target.time()),
        UUID.randomUUID().toString());

    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(service.get("/api/v1/alerts?rule=restore-rolled-back").path("items"))
                .anySatisfy(alert -> {
                  assertThat(alert.path("severity").asText()).isEqualTo("critical");
                  assertThat(alert.path("message").asText()).contains(target.name, "hash differs");
                }));
  }

  @Test
  void whatShrinksDuringARestoreIsComparedWithWhatWasBefore() {
    String restore = "r-" + target.name;
    target.documents(400);
    target.restoreStarted(restore, target.time());
    target.documents(0);
    target.documents(3);
    target.documents(0);
    target.restoreEnded(restore, target.time());
    target.documents(0);
    // As many as before: the restore is over, and well.
    target.pause(Duration.ofMinutes(1));
    target.documents(400);
    target.awaitRead();
    assertThat(target.alerts()).isEmpty();

    target.restoreStarted(restore + "-2", target.time());
    target.documents(0);
    target.awaitRead();
    assertThat(target.alerts()).isEmpty();
    target.restoreEnded(restore + "-2", target.time());
    // What is gone after the restore was lost by it, or meanwhile.
    target.pause(Duration.ofMinutes(1));
    target.documents(3);

    assertThat(target.openAlert().path("message").asText()).contains("shrank from 400 to 3 ");
  }

  @Test
  void aRestoreWithoutAnEndExplainsALossForALimitedTimeAndOfItsOwnTargetOnly() {
    target.restoreStarted("r-" + target.name, target.time(), "another");
    target.documents(100);
    target.documents(1);
    JsonNode first = target.openAlert();
    service.post(
        "/api/v1/alerts/" + first.path("id").asText() + "/resolve", "{\"resolution\":\"x\"}");

    target.restoreStarted("r2-" + target.name, target.time().minus(Duration.ofHours(3)));
    target.documents(100);
    target.documents(2);

    assertThat(target.openAlert().path("message").asText()).contains("from 100 to 2 ");
  }

  @Test
  void aRecordThatCannotBeReadIsParkedAndHoldsNothingUp() {
    ProducerRecord<byte[], byte[]> poison =
        new ProducerRecord<>(
            Topics.METRIC, target.name.getBytes(UTF_8), "{\"broken\":".getBytes(UTF_8));
    Map.of("ce_id", "poison-" + target.name, "ce_type", "metric.sampled", "ce_source", "test")
        .forEach((name, value) -> poison.headers().add(name, value.getBytes(UTF_8)));
    TestTopics.send(poison);
    target.documents(100);
    target.documents(1);

    target.openAlert();
    JsonNode parked = target.parked("poison-" + target.name);
    assertThat(parked.path("reason").asText()).contains("metric.sampled");
    assertThat(parked.path("value").asText()).isEqualTo("{\"broken\":");
    var replay =
        service.post(
            "/api/v1/alert-service/parked-events/" + parked.path("id").asText() + "/replay", null);
    assertThat(replay.status()).isEqualTo(200);
    assertThat(replay.body().path("replayed_at").asText()).isNotEmpty();
  }
}
