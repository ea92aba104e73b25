package io.orchestratex.alert.watch;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.Fingerprint;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.rule.Condition.Silence;
import io.orchestratex.alert.rule.MessageTemplate;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleBook;
import io.orchestratex.alert.standby.LastKnown;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyStore;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises and ends alerts about silence: through the store while it answers, and past it while it
 * does not. Thread-safe.
 */
@Singleton
final class Notices {

  private static final Logger LOG = LoggerFactory.getLogger(Notices.class);

  /** A silence that lasts is raised again and again, with shorter pauses than this. */
  private static final Duration SAME_SILENCE = Duration.ofSeconds(60);

  /** What the store took is delivered when the store answers for this long from then on. */
  private static final Duration DELIVERED = Duration.ofSeconds(10);

  private final Standby standby;
  private final StandbyStore store;
  private final AlertStore alerts;
  private final InstantSource clock;

  /** By fingerprint. */
  private final Map<String, Stored> inStore = new ConcurrentHashMap<>();

  private volatile boolean storeAnswers = true;
  private volatile Instant answered = Instant.MIN;

  /** When the store was given an alert first and last. */
  private record Stored(Instant first, Instant last) {

    boolean isSameSilence(Instant now) {
      return Duration.between(last, now).abs().compareTo(SAME_SILENCE) < 0;
    }
  }

  Notices(Standby standby, StandbyStore store, AlertStore alerts, InstantSource clock) {
    this.standby = standby;
    this.store = store;
    this.alerts = alerts;
    this.clock = clock;
  }

  void storeAnswers(boolean answers) {
    storeAnswers = answers;
    if (answers) {
      answered = clock.instant();
    }
  }

  boolean storeAnswers() {
    return storeAnswers;
  }

  /** The rules about a silence, as they were known last. */
  List<Rule> rules(Silence.Of of) {
    return standby.lastKnown().map(LastKnown::rules).orElse(List.of()).stream()
        .filter(rule -> RuleBook.isAbout(rule, of))
        .toList();
  }

  /** How long a rule about silence waits. */
  static Duration limit(Rule rule) {
    return rule.condition() instanceof Silence silence ? silence.limit() : Duration.ZERO;
  }

  /**
   * What a rule about silence says.
   *
   * @param labels besides the rule's name
   * @param values for the message, besides the length of the silence
   */
  Firing firing(
      Rule rule,
      String source,
      Map<String, String> labels,
      Map<String, String> values,
      Duration silence) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Map<String, String> all = new HashMap<>(values);
    all.put("seconds", Long.toString(silence.toSeconds()));
    return new Firing(
        rule.id(),
        source,
        rule.severity(),
        MessageTemplate.fill(rule.message(), all),
        identity(rule, labels),
        Map.of("description", rule.description()),
        now.minus(silence).truncatedTo(ChronoUnit.MILLIS),
        now);
  }

  static String fingerprint(Rule rule, Map<String, String> labels) {
    return Fingerprint.of(identity(rule, labels));
  }

  private static Map<String, String> identity(Rule rule, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(labels);
    all.put("alertname", rule.id());
    return all;
  }

  /**
   * Raises an alert, or counts it once more. What the store had before it went away was delivered
   * already.
   */
  void raise(Firing firing) {
    String fingerprint = firing.fingerprint();
    if (storeAnswers && !standby.isOpen(fingerprint)) {
      try {
        store.raise(firing);
        Instant now = clock.instant();
        inStore.merge(
            fingerprint,
            new Stored(now, now),
            (before, first) -> before.isSameSilence(now) ? new Stored(before.first(), now) : first);
        return;
      } catch (RuntimeException e) {
        LOG.atWarn().log("an alert cannot be stored now: {}", e.getMessage());
      }
    }
    // A person may have ended the alert meanwhile: another silence, after a pause, is news.
    Instant now = clock.instant();
    Stored before = inStore.remove(fingerprint);
    if (before != null
        && before.isSameSilence(now)
        && !answered.isBefore(before.first().plus(DELIVERED))) {
      inStore.put(fingerprint, new Stored(before.first(), now));
    } else {
      standby.raise(firing);
    }
  }

  /** Ends an alert; false when that must be tried again. */
  boolean end(String fingerprint, String resolution) {
    if (standby.end(fingerprint, resolution)) {
      return true;
    }
    if (!storeAnswers) {
      return false;
    }
    try {
      store.end(fingerprint, resolution);
      inStore.remove(fingerprint);
      return true;
    } catch (RuntimeException e) {
      LOG.atWarn().log("an alert cannot be ended now: {}", e.getMessage());
      return false;
    }
  }

  /** The alerts of a rule that are open in the store; empty while that cannot be read. */
  Optional<List<Alert>> open(Rule rule) {
    if (!storeAnswers) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          alerts.openOfRule(rule.id()).stream().flatMap(id -> alerts.find(id).stream()).toList());
    } catch (RuntimeException e) {
      LOG.atWarn().log("open alerts of {} cannot be read now: {}", rule.id(), e.getMessage());
      return Optional.empty();
    }
  }
}
