package io.orchestratex.gateway.console.service.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a target could be brought back now, as backup-service says.
 *
 * @param verdict ready, at-risk or not-ready
 */
public record Readiness(
    String target,
    String engine,
    String verdict,
    String reason,
    List<Check> checks,
    List<Database> databases,
    @Nullable String lastGoodBackup,
    @Nullable Instant lastGoodBackupAt,
    @Nullable String lastDrill,
    @Nullable Instant lastDrillAt,
    @Nullable Long expectedRecoveryMs) {

  public Readiness {
    checks = Backup.orEmpty(checks);
    databases = Backup.orEmpty(databases);
  }

  /** One of its databases. */
  public record Database(
      String database,
      String verdict,
      String reason,
      @Nullable String lastGoodBackup,
      @Nullable Instant lastGoodBackupAt,
      @Nullable String lastDrill) {}

  /** One thing that a verdict goes by. */
  public record Check(String name, String state, String reason, @Nullable String action) {}
}
