package io.orchestratex.alert.rule;

import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.rule.Selector.LabelMatch;
import io.orchestratex.alert.rule.Selector.Operator;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that a new installation begins with. */
final class DefaultRules {

  private static final List<String> SERVER_DATABASES = List.of("admin", "config", "local");

  /** What the product keeps about itself: users, keys, alerts, cases. */
  private static final List<String> KEPT_BY_SERVICES = List.of("gateway", "alert");

  /** Queues, leases and things with a time to live; what begins with ox_ is a restore's. */
  private static final List<String> SHRINKS_BY_ITSELF =
      List.of(
          "outbox",
          "inbox",
          "leases",
          "parked_events",
          "refresh_families",
          "revocations",
          "rule_state");

  private final RuleSettings settings;
  private final Instant now;

  private DefaultRules(RuleSettings settings, Instant now) {
    this.settings = settings;
    this.now = now;
  }

  /** What watches the watchers: the monitor, the targets' samples and the service's own store. */
  static List<Rule> aboutSilence(RuleSettings settings, Instant now) {
    DefaultRules rules = new DefaultRules(settings, now);
    return List.of(
        rules.rule(
            "samples-missing",
            "No samples come from monitor-service, whatever the cause",
            Severity.CRITICAL,
            "No samples from monitor-service for {seconds} s; {cause}",
            new Condition.Silence(Condition.Silence.Of.SAMPLES, 25)),
        rules.rule(
            "target-silent",
            "Samples of one target stay out while those of others come",
            Severity.HIGH,
            "{target} has not been measured for {seconds} s, while other targets are",
            new Condition.Silence(Condition.Silence.Of.TARGET, 25)),
        rules.rule(
            "store-down",
            "MongoDB, in which alert-service keeps its alerts, does not answer",
            Severity.CRITICAL,
            "MongoDB has not answered alert-service for {seconds} s: alerts and cases cannot be"
                + " stored or read until it does",
            new Condition.Silence(Condition.Silence.Of.STORE, 12)));
  }

  static List<Rule> pack(RuleSettings settings, Instant now) {
    DefaultRules rules = new DefaultRules(settings, now);
    return List.of(
        rules.targetDown(),
        rules
            .above("connections-high", "ox_connections_used_ratio", settings.connections(), 60)
            .says("{target} uses {value} of its connections"),
        rules.cacheHitLow(),
        rules
            .above("cpu-high", "node_cpu_used_ratio", settings.cpu(), 300)
            .says("{target} uses {value} of its processors"),
        rules
            .above("memory-high", "node_memory_used_ratio", settings.memory(), 120)
            .says("{target} uses {value} of its memory"),
        rules
            .above("disk-high", "node_disk_used_ratio", settings.disk(), 60)
            .says("{target} uses {value} of the disk at {path}"),
        rules.collectionShrank(),
        rules.ownCollectionShrank(),
        rules.event(
            "backup-failed",
            Severity.CRITICAL,
            "backup.failed",
            "Backup {backup} of {targets} failed: {reason}"),
        rules.event(
            "backup-partial",
            Severity.MEDIUM,
            "backup.partial",
            "Backup {backup} of {targets} is partial, {count} not taken: {missing}"),
        rules.event(
            "backup-verification-failed",
            Severity.CRITICAL,
            "backup.verification-failed",
            "Backup {backup} no longer matches its manifest: {reason}"),
        rules.event(
            "backup-overdue",
            Severity.HIGH,
            "backup.overdue",
            "A backup of {target} was due at {due} by the policy {policy} and is not there. {reason}"),
        rules.event(
            "drill-failed",
            Severity.CRITICAL,
            "backup.drill-failed",
            "Drill {drill} of backup {backup} of {targets} failed: {reason}"),
        rules.event(
            "drill-overdue",
            Severity.MEDIUM,
            "backup.drill-overdue",
            "A drill of {target} was due at {due} by the policy {policy} and has not passed. {reason}"),
        rules.event(
            "drill-missing",
            Severity.MEDIUM,
            "backup.drill-missing",
            "No drill of {target} has ever passed, although the policy {policy} promises them since"
                + " {due}. {reason}"),
        rules.event(
            "backup-copy-failed",
            Severity.HIGH,
            "backup.copy-failed",
            "Backup {backup} could not be copied to the vault {vault}: {reason}"),
        rules.event(
            "backup-copies-overdue",
            Severity.HIGH,
            "backup.copies-overdue",
            "The vault {vault} misses copies that the policy {policy} promises, the oldest one of"
                + " {backup} since {due}. {reason}"),
        rules.event(
            "vault-unavailable",
            Severity.CRITICAL,
            "backup.vault-unavailable",
            "Vault {vault} cannot be used, no backup is written to it: {reason}"),
        rules.event(
            "restore-deviated",
            Severity.MEDIUM,
            "restore.deviated",
            "Restore {restore} of backup {backup} brought back all data of {targets}, but {count}"
                + " definitions not as they were: {deviations}"),
        rules.event(
            "restore-failed",
            Severity.HIGH,
            "restore.failed",
            "Restore {restore} of backup {backup} failed, nothing was changed: {reason}"),
        rules.event(
            "restore-interrupted",
            Severity.CRITICAL,
            "restore.interrupted",
            "Restore {restore} of backup {backup} stopped in between, data of {targets} may be half"
                + " restored: {reason}"),
        rules.event(
            "restore-rollback-failed",
            Severity.CRITICAL,
            "restore.rollback-failed",
            "Restore {restore} of backup {backup} could not be rolled back, data of {targets} may be"
                + " half restored: {reason}"),
        rules.event(
            "restore-rolled-back",
            Severity.CRITICAL,
            "restore.rolled-back",
            "Restore {restore} of backup {backup} failed and was rolled back: {reason}"));
  }

  private Rule targetDown() {
    return rule(
        "target-down",
        "A watched system does not answer",
        Severity.CRITICAL,
        "{target} cannot be measured: it is down, or refuses the monitor",
        new Condition.Threshold(
            new Selector("ox_up", List.of(), List.of("reason")), Comparison.EQUALS, 0, null, 15));
  }

  private Rule cacheHitLow() {
    return rule(
        "cache-hit-low",
        "A database reads too much from disk",
        Severity.MEDIUM,
        "{target} answers only {value} of its reads from memory",
        new Condition.Threshold(
            Selector.of("ox_cache_hit_ratio"),
            Comparison.BELOW,
            settings.cacheHit(),
            Math.min(1, settings.cacheHit() + 0.02),
            600));
  }

  /** The default of builds that looked at each collection, however small. */
  static final double EARLIER_MIN_PREVIOUS = 1;

  static Rule collectionShrank(RuleSettings settings, Instant now) {
    return new DefaultRules(settings, now).collectionShrank();
  }

  private Rule collectionShrank() {
    return rule(
        "collection-shrank",
        "A collection of at least 5 documents lost more than half of them from one sample to the"
            + " next",
        Severity.CRITICAL,
        "{database}.{collection} on {target} shrank from {previous} to {value} documents",
        new Condition.Shrink(
            new Selector(
                "mongodb_collection_documents",
                List.of(
                    new LabelMatch("database", Operator.NOT_IN, SERVER_DATABASES),
                    new LabelMatch("database", Operator.NOT_IN, KEPT_BY_SERVICES),
                    new LabelMatch("collection", Operator.NOT_IN, SHRINKS_BY_ITSELF),
                    new LabelMatch("collection", Operator.NOT_STARTS_WITH, List.of("ox_"))),
                List.of()),
            0.5,
            0.9,
            5,
            null));
  }

  /** There, people delete users and keys one by one: only a large loss is a sign of damage. */
  private Rule ownCollectionShrank() {
    return rule(
        "own-collection-shrank",
        "A collection of users, keys or alerts lost more than half of its documents, and at least"
            + " 100 of them, from one sample to the next",
        Severity.CRITICAL,
        "{database}.{collection} on {target} shrank from {previous} to {value} documents",
        new Condition.Shrink(
            new Selector(
                "mongodb_collection_documents",
                List.of(
                    new LabelMatch("database", Operator.IN, KEPT_BY_SERVICES),
                    new LabelMatch("collection", Operator.NOT_IN, SHRINKS_BY_ITSELF),
                    new LabelMatch("collection", Operator.NOT_STARTS_WITH, List.of("ox_"))),
                List.of()),
            0.5,
            0.9,
            1,
            100.0));
  }

  private Rule event(String id, Severity severity, String type, String message) {
    return rule(id, "Raised by the event " + type, severity, message, new Condition.Event(type));
  }

  /** A ratio that must not rise; it clears a tenth below. */
  private Above above(String id, String metric, double limit, long forSeconds) {
    return message ->
        rule(
            id,
            metric + " stays above " + limit,
            Severity.HIGH,
            message,
            new Condition.Threshold(
                Selector.of(metric),
                Comparison.ABOVE,
                limit,
                Math.max(0, Math.round((limit - 0.1) * 100) / 100.0),
                forSeconds));
  }

  private interface Above {
    Rule says(String message);
  }

  private Rule rule(
      String id,
      @Nullable String description,
      Severity severity,
      String message,
      Condition condition) {
    return new Rule(
        id,
        description == null ? "" : description,
        true,
        severity,
        message,
        condition,
        1,
        now,
        now);
  }
}
