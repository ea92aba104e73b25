package io.orchestratex.alert.intake;

import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.cases.CaseRules;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertCommands;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.NotificationRules;
import io.orchestratex.alert.notify.NotificationWake;
import io.orchestratex.alert.rule.RuleRetirement;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.rule.RuleStateStore;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends alerts, with all that follows, in one transaction each. */
@Singleton
final class AlertDesk implements AlertCommands, RuleRetirement {

  private static final Logger LOG = LoggerFactory.getLogger(AlertDesk.class);

  private final Ledger ledger;
  private final AlertStore alerts;
  private final RuleStateStore ruleStates;
  private final List<Channel> channels;
  private final NotificationWake wake;
  private final InstantSource clock;

  AlertDesk(
      Ledger ledger,
      AlertStore alerts,
      RuleStateStore ruleStates,
      List<Channel> channels,
      NotificationWake wake,
      InstantSource clock) {
    this.ledger = ledger;
    this.alerts = alerts;
    this.ruleStates = ruleStates;
    this.channels = channels;
    this.wake = wake;
    this.clock = clock;
  }

  /** Runs work that may raise and end alerts, then wakes those who tell of it. */
  <T> T commit(Function<Ledger.Page, T> work) {
    T result = ledger.inTransaction(work);
    wake.signal();
    return result;
  }

  /** Raises an alert, or counts the condition once more where it has one. */
  Alert raise(Ledger.Page page, Firing firing) {
    Optional<Alert> open = page.openAlert(firing.fingerprint());
    if (open.isPresent()) {
      Alert seenAgain = AlertRules.repeat(open.get(), firing);
      page.update(seenAgain);
      return seenAgain;
    }
    AlertRules.Change change = AlertRules.raise(page.newId(), firing);
    Alert alert = change.next();
    if (alert.severity() == Severity.CRITICAL) {
      CaseRules.Change work =
          CaseRules.raised(
              page.caseOfGroup(alert.fingerprint()).orElse(null), alert, page.newId(), now());
      save(page, work);
      alert = alert.inCase(work.next().id());
    }
    page.insert(alert);
    page.append(change.event(), alert.version());
    tell(page, alert);
    LOG.atInfo()
        .addKeyValue("alert", alert.id())
        .addKeyValue("rule", alert.rule())
        .addKeyValue("severity", alert.severity())
        .addKeyValue("fingerprint", alert.fingerprint())
        .addKeyValue("case", Objects.requireNonNullElse(alert.caseId(), "none"))
        .log(alert.message());
    return alert;
  }

  /** Ends an open alert. */
  Alert end(Ledger.Page page, Alert open, String resolution, @Nullable String by) {
    AlertRules.Change change = AlertRules.resolve(open, resolution, by, now());
    Alert alert = change.next();
    page.update(alert);
    page.append(change.event(), alert.version());
    tell(page, alert);
    String caseId = alert.caseId();
    if (caseId != null) {
      page.caseById(caseId)
          .ifPresent(work ->
              save(
                  page,
                  CaseRules.alertEnded(
                      work, alert, resolution, page.openAlertsOfCase(caseId), now())));
    }
    LOG.atInfo()
        .addKeyValue("alert", alert.id())
        .addKeyValue("rule", alert.rule())
        .addKeyValue("by", Objects.requireNonNullElse(by, "itself"))
        .addKeyValue("case", Objects.requireNonNullElse(caseId, "none"))
        .log("alert resolved: {}", resolution);
    return alert;
  }

  @Override
  public Alert acknowledge(String id, String by) {
    return commit(page -> {
      AlertRules.Change change = AlertRules.acknowledge(known(page, id), by, now());
      page.update(change.next());
      page.append(change.event(), change.next().version());
      return change.next();
    });
  }

  @Override
  public Alert resolve(String id, String resolution, String by) {
    return commit(page -> {
      Alert ended = end(page, known(page, id), resolution, by);
      page.ruleState(ended.fingerprint()).map(RuleState::settled).ifPresent(page::save);
      return ended;
    });
  }

  @Override
  public void retire(String rule, String reason) {
    for (String id : alerts.openOfRule(rule)) {
      commit(page ->
          page.alert(id)
              .filter(alert -> !alert.resolved())
              .map(alert -> end(page, alert, reason, null)));
    }
    ruleStates.forget(rule);
  }

  private static Alert known(Ledger.Page page, String id) {
    return page.alert(id)
        .orElseThrow(
            () -> FailureException.notFound("alert.unknown", "There is no alert " + id + "."));
  }

  private void tell(Ledger.Page page, Alert alert) {
    for (Channel channel : channels) {
      if (channel.ready()) {
        page.add(NotificationRules.about(alert, channel.name(), page.newId(), now()));
      }
    }
  }

  private static void save(Ledger.Page page, CaseRules.Change change) {
    Case changed = change.next();
    page.save(changed);
    if (change.event() != null) {
      page.append(change.event(), changed.version());
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
