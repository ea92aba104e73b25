package io.orchestratex.alert.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.contracts.AlertEvent;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertRulesTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final Firing FIRING =
      new Firing(
          "cpu-high",
          "host",
          Severity.HIGH,
          "host uses 0.93 of its processors",
          Map.of("alertname", "cpu-high", "target", "host"),
          Map.of("value", "0.93"),
          T0,
          T0.plusSeconds(60));

  @Test
  void raisesAnOpenAlertAndTellsOfIt() {
    AlertRules.Change change = AlertRules.raise("a1", FIRING);

    assertThat(change.next().resolved()).isFalse();
    assertThat(change.next().count()).isEqualTo(1);
    assertThat(change.next().version()).isEqualTo(1);
    assertThat(change.event())
        .isEqualTo(
            new AlertEvent.Fired(
                "a1",
                FIRING.fingerprint(),
                "cpu-high",
                "host",
                "high",
                FIRING.message(),
                FIRING.labels(),
                T0));
  }

  @Test
  void countsARepetitionWithoutANewVersion() {
    Alert alert = AlertRules.raise("a1", FIRING).next();

    Alert again = AlertRules.repeat(alert, FIRING);

    assertThat(again.count()).isEqualTo(2);
    assertThat(again.version()).isEqualTo(alert.version());
    assertThat(again.startsAt()).isEqualTo(T0);
  }

  @Test
  void acknowledgesOnce() {
    Alert alert = AlertRules.raise("a1", FIRING).next();
    Alert acknowledged = AlertRules.acknowledge(alert, "ann", T0).next();

    assertThat(acknowledged.version()).isEqualTo(2);
    assertConflict(() -> AlertRules.acknowledge(acknowledged, "bob", T0), "alert.acknowledged");
  }

  @Test
  void resolvesOnceAndForAll() {
    Alert alert = AlertRules.raise("a1", FIRING).next();
    AlertRules.Change change = AlertRules.resolve(alert, "Back to normal", null, T0);

    assertThat(change.event())
        .isEqualTo(new AlertEvent.Resolved("a1", FIRING.fingerprint(), "Back to normal", null, T0));
    assertConflict(() -> AlertRules.resolve(change.next(), "again", "ann", T0), "alert.resolved");
    assertConflict(() -> AlertRules.acknowledge(change.next(), "ann", T0), "alert.resolved");
  }

  private static void assertConflict(Runnable act, String code) {
    assertThatThrownBy(act::run)
        .isInstanceOfSatisfying(
            FailureException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOf(Failure.Conflict.class)
                    .extracting(Failure::code)
                    .isEqualTo(code));
  }
}
