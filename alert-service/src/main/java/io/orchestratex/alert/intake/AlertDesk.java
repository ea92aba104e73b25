package io.orchestratex.alert.intake;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertCommands;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.notify.Deliveries;
import io.orchestratex.alert.notify.DeliveryWake;
import io.orchestratex.alert.notify.Receivers;
import io.orchestratex.alert.rule.RuleRetirement;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.rule.RuleStateStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/** Begins and ends alerts, with all that follows, in one transaction each. */
@Singleton
final class AlertDesk implements AlertCommands, RuleRetirement {

  private final Ledger ledger;
  private final AlertStore alerts;
  private final RuleStateStore ruleStates;
  private final Receivers receivers;
  private final DeliveryWake wake;
  private final InstantSource clock;

  AlertDesk(
      Ledger ledger,
      AlertStore alerts,
      RuleStateStore ruleStates,
      Receivers receivers,
      DeliveryWake wake,
      InstantSource clock) {
    this.ledger = ledger;
    this.alerts = alerts;
    this.ruleStates = ruleStates;
    this.receivers = receivers;
    this.wake = wake;
    this.clock = clock;
  }

  /**
   * Runs a change that may raise and end alerts in one transaction, then wakes the workers that
   * deliver the messages. The receivers are read before it begins.
   */
  <T> T commit(Function<AlertTransaction, T> change) {
    Deliveries deliveries = receivers.inForce();
    T result =
        ledger.inTransaction(
            page -> change.apply(new AlertTransaction(page, deliveries, this::now)));
    wake.signal();
    return result;
  }

  @Override
  public Alert acknowledge(String id, String by) {
    return commit(open -> {
      AlertRules.Change change = AlertRules.acknowledge(open.known(id), by, now());
      open.page().update(change.next());
      open.page().append(change.event(), change.next().version());
      return change.next();
    });
  }

  @Override
  public Alert resolve(String id, String resolution, String by) {
    return commit(open -> {
      Alert ended = open.end(open.known(id), resolution, by);
      open.page()
          .ruleState(ended.fingerprint())
          .map(RuleState::settled)
          .ifPresent(open.page()::save);
      return ended;
    });
  }

  @Override
  public void retire(String rule, String reason) {
    for (String id : alerts.openOfRule(rule)) {
      commit(open ->
          open.page()
              .alert(id)
              .filter(alert -> !alert.resolved())
              .map(alert -> open.end(alert, reason, null)));
    }
    ruleStates.forget(rule);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
