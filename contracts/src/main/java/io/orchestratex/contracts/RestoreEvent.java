package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The life of a restore; topic {@code restore.events.v1}, keyed by restore id. */
public sealed interface RestoreEvent extends DomainEvent {

  String restoreId();

  @Override
  default String key() {
    return restoreId();
  }

  /** A person confirmed a plan; the targets are untouched so far. */
  @JsonTypeName("restore.requested")
  record Requested(
      String restoreId,
      String backupId,
      List<String> targets,
      String requestedBy,
      Instant requestedAt)
      implements RestoreEvent {
    public Requested {
      targets = List.copyOf(targets);
    }
  }

  /**
   * The artifact is verified and the safety backup taken: data is about to change. {@code
   * safetyBackupId} is {@code none} where nothing is replaced, under names that are free.
   */
  @JsonTypeName("restore.started")
  record Started(
      String restoreId,
      String backupId,
      String safetyBackupId,
      List<String> targets,
      Instant startedAt)
      implements RestoreEvent {
    public Started {
      targets = List.copyOf(targets);
    }
  }

  /**
   * The restore stopped after data began to move: some is restored and some is not, or only what
   * the reason names remains to be done. It is taken up again until it has ended.
   */
  @JsonTypeName("restore.interrupted")
  record Interrupted(
      String restoreId, String backupId, List<String> targets, String reason, Instant interruptedAt)
      implements RestoreEvent {
    public Interrupted {
      targets = List.copyOf(targets);
    }
  }

  /**
   * The restore failed and could not be rolled back: some data is restored and some is not. It is
   * tried again until it can, or until a person gives it up.
   */
  @JsonTypeName("restore.rollback-failed")
  record RollbackFailed(
      String restoreId, String backupId, List<String> targets, String reason, Instant failedAt)
      implements RestoreEvent {
    public RollbackFailed {
      targets = List.copyOf(targets);
    }
  }

  /**
   * Every count and hash equals the manifest's. {@code deviations} is how many definitions are not
   * as in the backup, and null in events of versions that did not say.
   */
  @JsonTypeName("restore.succeeded")
  record Succeeded(
      String restoreId,
      String backupId,
      long objects,
      long durationMs,
      @Nullable Integer deviations,
      Instant finishedAt)
      implements RestoreEvent {}

  /**
   * A restore that succeeded could not bring a definition back as the backup has it, such as an
   * index; all records are back. {@code deviations} names the first twenty.
   */
  @JsonTypeName("restore.deviated")
  record Deviated(
      String restoreId,
      String backupId,
      List<String> targets,
      List<String> deviations,
      int deviationCount,
      Instant finishedAt)
      implements RestoreEvent {
    public Deviated {
      targets = List.copyOf(targets);
      deviations = List.copyOf(deviations);
    }
  }

  /** The restore failed before any target was changed. */
  @JsonTypeName("restore.failed")
  record Failed(String restoreId, String backupId, String reason, Instant failedAt)
      implements RestoreEvent {}

  /** The restore failed and each target holds what it held before. */
  @JsonTypeName("restore.rolled-back")
  record RolledBack(String restoreId, String backupId, String reason, Instant rolledBackAt)
      implements RestoreEvent {}
}
