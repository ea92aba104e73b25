package io.orchestratex.alert.intake;

import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.cases.CaseRules;
import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Deliveries;
import io.orchestratex.alert.notify.DeliveryRules;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyAlert;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
  private final Standby standby;
  private final InstantSource clock;

  /** A transaction may run again, or be undone: nothing is logged before it is committed. */
  private final List<Runnable> lines = new ArrayList<>();

  /**
   * @param deliveries to the receivers that were in force before the transaction began
   * @param clock in whole milliseconds, as the store keeps them
   */
  AlertTransaction(Ledger.Page page, Deliveries deliveries, Standby standby, InstantSource clock) {
    this.page = page;
    this.deliveries = deliveries;
    this.standby = standby;
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
    // Raised while the store was away, and over since.
    Optional<Alert> before = page.alert(StandbyAlert.idOf(firing));
    if (before.isPresent() && before.get().fingerprint().equals(firing.fingerprint())) {
      return before.get();
    }
    boolean inMessages = standby.raisedHere(firing.fingerprint(), firing.startsAt()).isPresent();
    Alert alert = begin(inMessages ? StandbyAlert.idOf(firing) : page.newId(), firing);
    deliver(alert);
    return alert;
  }

  private Alert begin(String id, Firing firing) {
    AlertRules.Change change = AlertRules.raise(id, firing);
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
    Alert raised = alert;
    lines.add(() ->
        LOG.atInfo()
            .addKeyValue("alert", raised.id())
            .addKeyValue("rule", raised.rule())
            .addKeyValue("severity", raised.severity())
            .addKeyValue("fingerprint", raised.fingerprint())
            .addKeyValue("case", Objects.requireNonNullElse(raised.caseId(), "none"))
            .log(raised.message()));
    return alert;
  }

  /** Ends an open alert. */
  Alert end(Alert open, String resolution, @Nullable String by) {
    Alert alert = finish(open, resolution, by, now());
    deliver(alert);
    return alert;
  }

  private Alert finish(Alert open, String resolution, @Nullable String by, Instant at) {
    AlertRules.Change change = AlertRules.resolve(open, resolution, by, at);
    Alert alert = change.next();
    page.update(alert);
    page.append(change.event(), alert.version());
    String caseId = alert.caseId();
    if (caseId != null) {
      page.caseById(caseId)
          .ifPresent(work ->
              save(
                  CaseRules.alertEnded(
                      work, alert, resolution, page.openAlertsOfCase(caseId), now())));
    }
    lines.add(() ->
        LOG.atInfo()
            .addKeyValue("alert", alert.id())
            .addKeyValue("rule", alert.rule())
            .addKeyValue("by", Objects.requireNonNullElse(by, "itself"))
            .addKeyValue("case", Objects.requireNonNullElse(caseId, "none"))
            .log("alert resolved: {}", resolution));
    return alert;
  }

  /** Ends an alert and closes its case, assigned or not, when nothing else is open in it. */
  Alert accept(Alert open, String resolution, String by) {
    Alert alert = end(open, resolution, by);
    String caseId = alert.caseId();
    if (caseId != null && page.openAlertsOfCase(caseId) == 0) {
      page.caseById(caseId)
          .filter(work -> work.status().active())
          .ifPresent(work -> save(CaseRules.accepted(work, by, now())));
    }
    return alert;
  }

  /** Stores an alert that was raised while the store was away, once. */
  void keep(StandbyAlert kept) {
    Firing firing = kept.firing();
    Alert alert = page.alert(kept.id()).orElse(null);
    if (alert == null) {
      Optional<Alert> others = page.openAlert(firing.fingerprint());
      if (others.isPresent()) {
        // Another process raised one about the same condition, with messages of its own.
        page.update(AlertRules.repeat(others.get(), firing));
        return;
      }
      alert = begin(kept.id(), firing);
      add(kept, AlertMessage.State.FIRING);
    }
    StandbyAlert.End end = kept.end();
    if (end != null && !alert.resolved()) {
      finish(alert, end.resolution(), null, end.at());
      add(kept, AlertMessage.State.RESOLVED);
    }
  }

  private void add(StandbyAlert kept, AlertMessage.State state) {
    kept.deliveries().stream()
        .filter(delivery -> delivery.message().state() == state)
        .forEach(delivery -> page.add(delivery.withId(page.newId())));
  }

  /** Writes the lines about what was done; called once, when it was committed. */
  void log() {
    lines.forEach(Runnable::run);
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
