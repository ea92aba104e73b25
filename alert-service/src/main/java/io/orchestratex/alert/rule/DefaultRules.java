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
            "vault-unavailable",
            Severity.CRITICAL,
            "backup.vault-unavailable",
            "Vault {vault} cannot be used, no backup is written to it: {reason}"),
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

  private Rule collectionShrank() {
    return rule(
        "collection-shrank",
        "A collection lost more than half of its documents from one sample to the next",
        Severity.CRITICAL,
        "{database}.{collection} on {target} shrank from {previous} to {value} documents",
        new Condition.Shrink(
            new Selector(
                "mongodb_collection_documents",
                List.of(
                    new LabelMatch("database", Operator.NOT_IN, SERVER_DATABASES),
                    new LabelMatch("collection", Operator.NOT_IN, SHRINKS_BY_ITSELF),
                    new LabelMatch("collection", Operator.NOT_STARTS_WITH, List.of("ox_"))),
                List.of()),
            0.5,
            0.9,
            1));
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
