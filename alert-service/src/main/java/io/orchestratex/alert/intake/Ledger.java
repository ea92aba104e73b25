package io.orchestratex.alert.intake;

import io.orchestratex.alert.cases.Case;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.contracts.DomainEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that changes together when an alert begins or ends: the alert, its rule's state, its case,
 * the deliveries, the events for others, and the note that an event was applied. Thread-safe.
 */
public interface Ledger {

  /**
   * Runs a change in one transaction: all of it is stored, or nothing. A change may run more than
   * once, when another process changed the same meanwhile, and must do nothing but use its page.
   */
  <T> T inTransaction(Function<Page, T> change);

  /** The open transaction. */
  interface Page {

    /** False when {@code consumer} applied this event before. */
    boolean firstTime(String consumer, String eventId);

    /** An id for something new. */
    String newId();

    Optional<Alert> alert(String id);

    /** The open alert of a condition; there is at most one. */
    Optional<Alert> openAlert(String fingerprint);

    List<Alert> openAlertsOfRules(List<String> rules);

    /**
     * Remembers that something worked.
     *
     * @param what the event type of the failure that it proves wrong
     * @param subjects what worked, sorted
     */
    void worked(String what, List<String> subjects, Instant at);

    /** Whether the same worked for all these subjects at once, at this time or later. */
    boolean workedSince(String what, List<String> subjects, Instant at);

    void insert(Alert alert);

    void update(Alert alert);

    /** Whether the rule is stored as it is here and enabled now. */
    boolean isOn(Rule rule);

    Optional<RuleState> ruleState(String id);

    void save(RuleState state);

    Optional<Case> caseById(String id);

    /** The case of a condition that is worked on, else the newest. */
    Optional<Case> caseOfGroup(String group);

    /** How many open alerts a case has. */
    long openAlertsOfCase(String caseId);

    /** Stores a case of version 1 as new, another in place of the version before. */
    void save(Case changed);

    void add(Delivery delivery);

    /**
     * Publishes an event.
     *
     * @param sequence the version that the subject reached
     */
    void append(DomainEvent event, long sequence);
  }
}
