package io.orchestratex.backup.readiness;

import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.target.Target;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target could be brought back now.
 *
 * @param target id of the target
 * @param engine its engine, such as {@code mongodb} or {@code postgresql}
 * @param verdict {@code ready}; {@code at-risk}, it could be, but something promised or proved is
 *     missing; {@code not-ready}, as things are it could not be
 * @param reason what a person should know first
 * @param checks what the verdict goes by
 * @param databases a verdict for each of its databases, by name; those that it has now, or, while
 *     it does not answer, those that its backups hold
 * @param lastGoodBackup id of its newest good backup; absent without one
 * @param lastGoodBackupAt when that began: what was written later is not in it; absent without one
 * @param lastDrill id of its last drill that said something about a backup; absent without one
 * @param lastDrillAt when that ended; absent without one
 * @param expectedRecoveryMs milliseconds that bringing it back takes, as its last drill or restore
 *     did; absent where nothing says so
 */
@Schema(name = "Readiness")
record ReadinessView(
    String target,
    String engine,
    Verdict verdict,
    String reason,
    List<Check> checks,
    List<DatabaseView> databases,
    @Nullable String lastGoodBackup,
    @Nullable Instant lastGoodBackupAt,
    @Nullable String lastDrill,
    @Nullable Instant lastDrillAt,
    @Nullable Long expectedRecoveryMs) {

  ReadinessView {
    checks = List.copyOf(checks);
    databases = List.copyOf(databases);
  }

  static ReadinessView of(
      Target target, ReadinessFacts facts, List<DatabaseView> databases, Instant now) {
    List<Check> checks = new ArrayList<>(ReadinessRules.checks(facts, now));
    ReadinessRules.databases(facts, databases).ifPresent(checks::add);
    GoodBackup backup = facts.backup();
    LastDrill drill = facts.drill();
    return new ReadinessView(
        target.id(),
        target.engine(),
        ReadinessRules.verdict(checks),
        ReadinessRules.reason(checks),
        checks,
        databases,
        backup == null ? null : backup.id(),
        backup == null ? null : backup.begunAt(),
        drill == null ? null : drill.drill(),
        drill == null ? null : drill.finishedAt(),
        ReadinessRules.expected(facts).map(Duration::toMillis).orElse(null));
  }
}
