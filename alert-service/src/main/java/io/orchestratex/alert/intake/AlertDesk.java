package io.orchestratex.alert.intake;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertCommands;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.notify.Deliveries;
import io.orchestratex.alert.notify.DeliveryWake;
import io.orchestratex.alert.notify.Receivers;
import io.orchestratex.alert.rule.RuleRetirement;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.rule.RuleStateStore;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyAlert;
import io.orchestratex.alert.standby.StandbyStore;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Begins and ends alerts, with all that follows, in one transaction each. */
@Singleton
final class AlertDesk implements AlertCommands, RuleRetirement, StandbyStore {

  private final Ledger ledger;
  private final AlertStore alerts;
  private final RuleStateStore ruleStates;
  private final Receivers receivers;
  private final DeliveryWake wake;
  private final Standby standby;
  private final InstantSource clock;

  AlertDesk(
      Ledger ledger,
      AlertStore alerts,
      RuleStateStore ruleStates,
      Receivers receivers,
      DeliveryWake wake,
      Standby standby,
      InstantSource clock) {
    this.ledger = ledger;
    this.alerts = alerts;
    this.ruleStates = ruleStates;
    this.receivers = receivers;
    this.wake = wake;
    this.standby = standby;
    this.clock = clock;
  }

  /**
   * Runs a change that may raise and end alerts in one transaction, then wakes the workers that
   * deliver the messages. The receivers are read before it begins.
   */
  <T> T commit(Function<AlertTransaction, T> change) {
    Deliveries deliveries = receivers.inForce();
    AtomicReference<AlertTransaction> last = new AtomicReference<>();
    T result =
        ledger.inTransaction(page -> {
          AlertTransaction open = new AlertTransaction(page, deliveries, standby, this::now);
          last.set(open);
          return change.apply(open);
        });
    wake.signal();
    Objects.requireNonNull(last.get()).log();
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
    return commit(open -> settled(open, open.end(open.known(id), resolution, by)));
  }

  @Override
  public Alert accept(String id, String by) {
    return commit(open ->
        settled(
            open,
            open.accept(
                open.known(id), "Accepted by " + by + ": what is now is the new normal.", by)));
  }

  /** The rule begins anew, for each series that the alert was about. */
  private static Alert settled(AlertTransaction open, Alert ended) {
    List<String> series = new ArrayList<>(ShrunkTogether.members(ended));
    series.add(ended.fingerprint());
    for (String each : series) {
      open.page().ruleState(each).map(RuleState::settled).ifPresent(open.page()::save);
    }
    return ended;
  }

  @Override
  public void raise(Firing firing) {
    commit(open -> open.raise(firing));
  }

  @Override
  public void end(String fingerprint, String resolution) {
    commit(
        open -> open.page().openAlert(fingerprint).map(alert -> open.end(alert, resolution, null)));
  }

  @Override
  public void keep(StandbyAlert alert) {
    commit(open -> {
      open.keep(alert);
      return true;
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
