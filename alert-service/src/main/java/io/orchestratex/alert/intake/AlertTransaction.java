package io.orchestratex.alert.intake;

import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.cases.CaseRules;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Deliveries;
import io.orchestratex.alert.notify.DeliveryRules;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends alerts within one open transaction, with what follows from that: the case, the
 * deliveries and the events for others.
 */
final class AlertTransaction {

  private static final Logger LOG = LoggerFactory.getLogger(AlertTransaction.class);

  private final Ledger.Page page;
  private final Deliveries deliveries;
  private final InstantSource clock;

  /**
   * @param deliveries to the receivers that were in force before the transaction began
   * @param clock in whole milliseconds, as the store keeps them
   */
  AlertTransaction(Ledger.Page page, Deliveries deliveries, InstantSource clock) {
    this.page = page;
    this.deliveries = deliveries;
    this.clock = clock;
  }

  Ledger.Page page() {
    return page;
  }

  /** Raises an alert, or counts the condition once more where it has one. */
  Alert raise(Firing firing) {
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
      save(work);
      alert = alert.inCase(work.next().id());
    }
    page.insert(alert);
    page.append(change.event(), alert.version());
    deliver(alert);
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
  Alert end(Alert open, String resolution, @Nullable String by) {
    AlertRules.Change change = AlertRules.resolve(open, resolution, by, now());
    Alert alert = change.next();
    page.update(alert);
    page.append(change.event(), alert.version());
    deliver(alert);
    String caseId = alert.caseId();
    if (caseId != null) {
      page.caseById(caseId)
          .ifPresent(work ->
              save(
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

  /** The alert of an id; unknown ones are refused as not found. */
  Alert known(String id) {
    return page.alert(id)
        .orElseThrow(
            () -> FailureException.notFound("alert.unknown", "There is no alert " + id + "."));
  }

  private void deliver(Alert alert) {
    for (Deliveries.Addressed addressed : deliveries.of(alert)) {
      page.add(DeliveryRules.pending(page.newId(), addressed, now()));
    }
  }

  private void save(CaseRules.Change change) {
    Case changed = change.next();
    page.save(changed);
    if (change.event() != null) {
      page.append(change.event(), changed.version());
    }
  }

  private Instant now() {
    return clock.instant();
  }
}
