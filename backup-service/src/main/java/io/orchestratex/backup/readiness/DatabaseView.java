package io.orchestratex.backup.readiness;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether one database of a target could be brought back now.
 *
 * @param database its name
 * @param verdict {@code ready}; {@code at-risk}, it could be, but something promised or proved is
 *     missing; {@code not-ready}, as things are it could not be
 * @param reason what a person should know first
 * @param checks what the verdict goes by
 * @param lastGoodBackup id of the newest good backup that holds it; absent without one
 * @param lastGoodBackupAt when that began; absent without one
 * @param lastDrill id of the last drill of a backup that holds it; absent without one
 * @param lastDrillAt when that ended; absent without one
 */
@Schema(name = "DatabaseReadiness")
record DatabaseView(
    String database,
    Verdict verdict,
    String reason,
    List<Check> checks,
    @Nullable String lastGoodBackup,
    @Nullable Instant lastGoodBackupAt,
    @Nullable String lastDrill,
    @Nullable Instant lastDrillAt) {

  DatabaseView {
    checks = List.copyOf(checks);
  }

  static DatabaseView of(String database, ReadinessFacts facts, Instant now) {
    List<Check> checks = ReadinessRules.checks(facts, now);
    var backup = facts.backup();
    var drill = facts.drill();
    return new DatabaseView(
        database,
        ReadinessRules.verdict(checks),
        ReadinessRules.reason(checks),
        checks,
        backup == null ? null : backup.id(),
        backup == null ? null : backup.begunAt(),
        drill == null ? null : drill.drill(),
        drill == null ? null : drill.finishedAt());
  }
}
