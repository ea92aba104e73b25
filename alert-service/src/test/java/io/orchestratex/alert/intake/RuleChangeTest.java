package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleStore;
import io.orchestratex.contracts.MetricEvent.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of alerts whose rule is changed or whose target falls silent, on real engines. */
class RuleChangeTest extends WatchedService {

  @Test
  void anAlertOfADeletedRuleEnds() {
    String rule = target.rule("gone-" + target.name, "above", 0.8, 0.7, 0);
    target.ratio(0.9);
    target.openAlert();

    assertThat(service.call("DELETE", "/api/v1/rules/" + rule, null, "operator").status())
        .isEqualTo(204);

    assertThat(target.alerts())
        .singleElement()
        .satisfies(alert ->
            assertThat(alert.path("resolution").asText()).isEqualTo("The rule was deleted."));
  }

  @Test
  void anAlertOfARuleThatLooksElsewhereEnds() {
    String rule = target.rule("moved-" + target.name, "above", 0.8, 0.7, 0);
    target.ratio(0.9);
    target.openAlert();

    String elsewhere =
        target.body(null, "above", 0.8, 0.7, 0).replace(target.metric(), target.metric() + "_2");
    var changed = service.call("PUT", "/api/v1/rules/" + rule, elsewhere, "operator");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);

    assertThat(target.alerts())
        .singleElement()
        .satisfies(alert ->
            assertThat(alert.path("resolution").asText())
                .isEqualTo("The rule waits for something else now."));
  }

  @Test
  void anAlertStaysOpenWhenOnlyTheLimitOfItsRuleChangesAndEndsByTheNewOne() {
    String rule = target.rule("higher-" + target.name, "above", 0.8, null, 0);
    target.ratio(0.9);
    target.openAlert();

    var changed =
        service.call(
            "PUT", "/api/v1/rules/" + rule, target.body(null, "above", 0.95, null, 0), "operator");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(target.alerts().getFirst().path("resolved").asBoolean()).isFalse();

    target.ratio(0.9);
    RunningService.eventually()
        .untilAsserted(() ->
            assertThat(target.alerts())
                .singleElement()
                .satisfies(alert -> assertThat(alert.path("resolved").asBoolean()).isTrue()));
  }

  @Test
  void alertsWhoseProcessWasKilledBeforeItCouldEndThemEnd() {
    try (RunningService sweeping =
        new RunningService(
            "sweeping",
            Map.of(
                "ORCHESTRATEX_ALERT_RETIREMENT_DELAY", "1s",
                "ORCHESTRATEX_ALERT_RETIREMENT_INTERVAL", "1s"))) {
      endsWhatWasLeftOver(
          sweeping, new WatchedTarget(sweeping, receiver), new WatchedTarget(sweeping, receiver));
    }
  }

  private static void endsWhatWasLeftOver(
      RunningService service, WatchedTarget target, WatchedTarget other) {
    String rule = target.rule("killed-" + target.name, "above", 0.8, 0.7, 0);
    target.ratio(0.9);
    target.openAlert();
    String moved = other.rule("moved-" + other.name, "above", 0.8, 0.7, 0);
    other.ratio(0.9);
    other.openAlert();

    // As if the process had been killed between changing the rules and ending their alerts.
    RuleStore rules = service.bean(RuleStore.class);
    rules.delete(rule);
    Rule old = rules.find(moved).orElseThrow();
    assertThat(rules.replace(next(old, Severity.HIGH, new Condition.Event("other")), true))
        .isTrue();
    // A later change that ends nothing does not take the mark away.
    Rule newer = rules.find(moved).orElseThrow();
    assertThat(rules.replace(next(newer, Severity.LOW, newer.condition()), false)).isTrue();

    RunningService.eventually()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(other.alerts())
                .singleElement()
                .satisfies(alert ->
                    assertThat(alert.path("resolution").asText())
                        .isEqualTo("The rule waits for something else now.")));
    RunningService.eventually().untilAsserted(() -> assertThat(rules.retiring()).isEmpty());
    RunningService.eventually()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(target.alerts())
                .singleElement()
                .satisfies(alert ->
                    assertThat(alert.path("resolution").asText())
                        .isEqualTo("The rule is gone or switched off.")));
  }

  private static Rule next(Rule old, Severity severity, Condition condition) {
    return new Rule(
        old.id(),
        old.description(),
        old.enabled(),
        severity,
        old.message(),
        condition,
        old.version() + 1,
        old.createdAt(),
        old.updatedAt());
  }

  @Test
  void whoKnowsARuleAsItWasMayNotRaiseByIt() {
    RuleStore rules = service.bean(RuleStore.class);
    Ledger ledger = service.bean(Ledger.class);
    String id = target.rule("stale-" + target.name, "above", 0.8, 0.7, 0);
    Rule old = rules.find(id).orElseThrow();
    assertThat(ledger.<Boolean>inTransaction(page -> page.isOn(old))).isTrue();

    service.call("PUT", "/api/v1/rules/" + id, target.body(null, "above", 0.9, 0.7, 0), "operator");

    assertThat(ledger.<Boolean>inTransaction(page -> page.isOn(old))).isFalse();
    Rule changed = rules.find(id).orElseThrow();
    assertThat(ledger.<Boolean>inTransaction(page -> page.isOn(changed))).isTrue();
  }

  @Test
  void aSeriesThatWasSeenInTheFutureIsHeardAgainAndStored() {
    target.rule("ahead-" + target.name, "above", 0.8, 0.7, 30);
    target.ratio(0.9);
    target.awaitRead();
    // As a clock that ran a year ahead and was put right would have left it.
    service
        .mongo()
        .getCollection("rule_state")
        .updateOne(
            Filters.eq("target", target.name),
            Updates.set("seen_at", Date.from(Instant.now().plusSeconds(31_536_000))));
    service.stop();
    service.start();

    target.ratio(0.9);
    target.awaitRead();
    assertThat(target.alerts()).isEmpty();
    service.sample(
        target.name, target.time().plusSeconds(30), new Sample(target.metric(), Map.of(), 0.9));

    target.openAlert();
  }

  @Test
  void anAlertWhoseTargetFallsSilentStaysOpenAndSaysSinceWhen() {
    target.rule("silent-" + target.name, "above", 0.8, 0.7, 0);
    // An hour ago: nothing was heard since.
    target.ratio(0.9);
    JsonNode silent = target.openAlert();
    assertThat(Instant.parse(silent.path("silent_since").asText()))
        .isEqualTo(target.time().truncatedTo(ChronoUnit.MILLIS));

    service.sample(target.name, Instant.now(), new Sample(target.metric(), Map.of(), 0.75));
    target.awaitRead();

    JsonNode heard = target.openAlert();
    assertThat(heard.path("resolved").asBoolean()).isFalse();
    assertThat(heard.has("silent_since")).isFalse();
  }

  @Test
  void aLimitThatIsLoweredHoldsFromTheNextSampleOn() {
    String rule = target.rule("lower-" + target.name, "above", 0.8, null, 0);
    target.ratio(0.5);
    target.awaitRead();
    assertThat(target.alerts()).isEmpty();

    var changed =
        service.call(
            "PUT", "/api/v1/rules/" + rule, target.body(null, "above", 0.01, null, 0), "operator");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.body().path("version").asInt()).isEqualTo(2);
    target.ratio(0.5);

    target.openAlert();
  }
}
