package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.RunningService;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.contracts.RestoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of alerts and cases when things do not come in their usual order. */
class OrderOfEventsTest extends WatchedService {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void aSuccessThatComesLateDoesNotEndTheAlertOfALaterFailure() {
    failed("newer", 20);
    awaitBackupAlerts(1);

    failed("marked", 1, "marked");
    awaitBackupAlerts(2);

    // Both successes have one key: when the second was applied, so was the first.
    succeeded(10);
    succeeded(10, "marked");
    awaitResolved("marked");

    assertThat(resolved("mongodb")).isFalse();
    succeeded(20);
    awaitResolved("mongodb");
  }

  @Test
  void aPartialBackupIsAnAlertUntilACompleteOne() {
    service.publish(
        new BackupEvent.Partial(
            "part" + target.name,
            named("mongodb"),
            List.of("mongodb: collection shop.report: it was replaced."),
            1,
            T0.plusSeconds(10)),
        UUID.randomUUID().toString());
    awaitPartial("open");
    assertThat(target.alertsOf("backup-partial").getFirst().path("message").asText())
        .contains("collection shop.report: it was replaced.");

    service.publish(
        new BackupEvent.Succeeded(
            "part" + target.name, named("mongodb"), 1, 1, 1, true, "partial", T0.plusSeconds(20)),
        UUID.randomUUID().toString());
    failed("part", 21);
    awaitBackupAlerts(1);
    awaitPartial("open");

    succeeded(30);
    awaitPartial("resolved");
  }

  private void awaitPartial(String state) {
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.alertsOf("backup-partial"))
                .singleElement()
                .matches(alert -> alert.path("state").asText().equals(state)));
  }

  @Test
  void aFailureThatComesLateRaisesNothingAfterALaterSuccess() {
    succeeded(10, "mongodb", "postgresql");
    failed("other", 9, "another");
    awaitBackupAlerts(1);
    succeeded(10, "another");
    awaitResolved("another");

    failed("late", 9);
    failed("late", 11, "postgresql");

    awaitBackupAlerts(2);
    assertThat(target.backupAlerts())
        .noneMatch(alert -> alert.at("/labels/targets").asText().startsWith("mongodb"));
  }

  @Test
  void aRestoreThatIsInBetweenStaysCriticalUntilItsOwnDataIsInOrder() {
    String between = "between-" + target.name;
    String other = "other-" + target.name;
    List<String> targets = named("mongodb");
    publish(new RestoreEvent.Interrupted(between, "b", targets, "MongoDB is away", T0));
    publish(new RestoreEvent.RollbackFailed(between, "b", targets, "held", T0.plusSeconds(1)));
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(openRestoreAlerts(between))
                .containsExactlyInAnyOrder(
                    "restore-interrupted critical", "restore-rollback-failed critical"));

    publish(new RestoreEvent.RollbackFailed(other, "b", targets, "held", T0.plusSeconds(2)));
    publish(new RestoreEvent.Succeeded(other, "b", 1, 1, 0, T0.plusSeconds(3)));
    RunningService.eventually().untilAsserted(() -> assertThat(openRestoreAlerts(other)).isEmpty());
    assertThat(openRestoreAlerts(between)).as("the next good restore proves nothing").hasSize(2);

    publish(new RestoreEvent.RolledBack(between, "b", "unequal", T0.plusSeconds(4)));
    RunningService.eventually()
        .untilAsserted(() -> assertThat(openRestoreAlerts(between)).isEmpty());
  }

  private void publish(RestoreEvent event) {
    service.publish(event, UUID.randomUUID().toString());
  }

  private List<String> openRestoreAlerts(String restore) {
    List<String> open = new ArrayList<>();
    service
        .get("/api/v1/alerts?limit=100")
        .path("items")
        .forEach(alert -> {
          if (!alert.path("resolved").asBoolean()
              && alert.at("/labels/restore").asText().equals(restore)) {
            open.add(alert.path("rule").asText() + " " + alert.path("severity").asText());
          }
        });
    return open;
  }

  @Test
  void anOlderCaseThatIsOpenAgainTakesTheNextAlerts() {
    String older = caseOfAShrinkThatEnds();
    close(older);
    String newer = caseOfAShrinkThatEnds();
    assertThat(newer).isNotEqualTo(older);
    close(newer);

    assertThat(status(older, "open").status()).isEqualTo(200);
    assertThat(caseOfAShrinkThatEnds()).isEqualTo(older);
  }

  @Test
  void aCaseCannotBeOpenedAgainBesideTheActiveOneOfItsCondition() {
    String older = caseOfAShrinkThatEnds();
    close(older);
    target.documents(1);
    String active = target.openAlert().path("case_id").asText();

    var refused = status(older, "open");

    assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("case.other-active");
    assertThat(refused.body().path("detail").asText()).contains(active);
    assertThat(service.get("/api/v1/cases/" + older).path("status").asText()).isEqualTo("closed");
  }

  private String caseOfAShrinkThatEnds() {
    target.documents(100);
    target.documents(1);
    String work = target.openAlert().path("case_id").asText();
    target.documents(100);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(service.get("/api/v1/cases/" + work).path("status").asText())
                .isEqualTo("resolved"));
    return work;
  }

  private void close(String work) {
    assertThat(status(work, "closed").status()).isEqualTo(200);
  }

  private RunningService.Answer status(String work, String wanted) {
    return service.call(
        "PATCH", "/api/v1/cases/" + work, "{\"status\":\"" + wanted + "\"}", "operator");
  }

  private void failed(String backup, int second) {
    failed(backup, second, "mongodb");
  }

  private void failed(String backup, int second, String... targets) {
    service.publish(
        new BackupEvent.Failed(
            backup + target.name, named(targets), "disk full", T0.plusSeconds(second)),
        UUID.randomUUID().toString());
  }

  private void succeeded(int second) {
    succeeded(second, "mongodb");
  }

  private void succeeded(int second, String... targets) {
    service.publish(
        new BackupEvent.Succeeded(
            "good" + target.name,
            named(targets),
            1,
            1,
            1,
            true,
            "complete",
            T0.plusSeconds(second)),
        UUID.randomUUID().toString());
  }

  private List<String> named(String... targets) {
    return List.of(targets).stream().map(each -> each + "-" + target.name).toList();
  }

  private void awaitBackupAlerts(int count) {
    RunningService.eventually()
        .untilAsserted(() -> assertThat(target.backupAlerts()).hasSize(count));
  }

  private void awaitResolved(String name) {
    RunningService.eventually().until(() -> resolved(name));
  }

  private boolean resolved(String name) {
    return target.backupAlerts().stream()
        .filter(alert -> alert.at("/labels/targets").asText().startsWith(name))
        .map((JsonNode alert) -> alert.path("resolved").asBoolean())
        .findFirst()
        .orElse(false);
  }
}
