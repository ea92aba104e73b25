package io.orchestratex.contracts;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The life of a backup, and what becomes of the vaults they are in; topic {@code backup.events.v1},
 * keyed by backup id, by the vault's name or by the target's id.
 */
public sealed interface BackupEvent extends DomainEvent {

  /** The backup it is about; null when it is about a vault. */
  default @Nullable String backupId() {
    return null;
  }

  @Override
  default String key() {
    return Objects.requireNonNull(backupId());
  }

  /** A backup was asked for, by a person or a schedule. */
  @JsonTypeName("backup.requested")
  record Requested(
      String backupId, String kind, List<String> targets, String requestedBy, Instant requestedAt)
      implements BackupEvent {
    public Requested {
      targets = List.copyOf(targets);
    }
  }

  /** A worker claimed the job; {@code attempt} counts from 1 and grows when a worker died. */
  @JsonTypeName("backup.started")
  record Started(String backupId, int attempt, Instant startedAt) implements BackupEvent {}

  /**
   * The manifest is committed: the backup exists and can be restored. Sizes are bytes, the duration
   * milliseconds; {@code completeness} is {@code complete} or {@code partial}, and null in events
   * of versions that did not say.
   */
  @JsonTypeName("backup.succeeded")
  record Succeeded(
      String backupId,
      List<String> targets,
      long sourceBytes,
      long storedBytes,
      long durationMs,
      boolean verified,
      @Nullable String completeness,
      Instant finishedAt)
      implements BackupEvent {
    public Succeeded {
      targets = List.copyOf(targets);
    }
  }

  /**
   * A backup that succeeded lacks something that belongs to it and could not be taken; the rest can
   * be restored. {@code missing} says what and why, a sentence each, for the first of them; {@code
   * missingCount} counts all.
   */
  @JsonTypeName("backup.partial")
  record Partial(
      String backupId,
      List<String> targets,
      List<String> missing,
      int missingCount,
      Instant finishedAt)
      implements BackupEvent {
    public Partial {
      targets = List.copyOf(targets);
      missing = List.copyOf(missing);
    }
  }

  /** The backup does not exist; earlier backups stand. */
  @JsonTypeName("backup.failed")
  record Failed(String backupId, List<String> targets, String reason, Instant failedAt)
      implements BackupEvent {
    public Failed {
      targets = List.copyOf(targets);
    }
  }

  /** A person cancelled the job. */
  @JsonTypeName("backup.cancelled")
  record Cancelled(String backupId, String cancelledBy, Instant cancelledAt)
      implements BackupEvent {}

  /** Everything stored was read back and matched its manifest. */
  @JsonTypeName("backup.verified")
  record Verified(String backupId, long bytesRead, Instant verifiedAt) implements BackupEvent {}

  /**
   * Something stored no longer matches its manifest; {@code reason} names the artifact and what is
   * wrong.
   */
  @JsonTypeName("backup.verification-failed")
  record VerificationFailed(String backupId, String reason, Instant failedAt)
      implements BackupEvent {}

  /**
   * A cleanup of a policy removed a backup that no rule keeps: it cannot be restored any more.
   * {@code takenAt} is when it was ordered, {@code freedBytes} what was stored of it, {@code
   * reason} says for a person why it went.
   */
  @JsonTypeName("backup.expired")
  record Expired(
      String backupId,
      List<String> targets,
      String policy,
      String reason,
      Instant takenAt,
      long freedBytes,
      Instant expiredAt)
      implements BackupEvent {
    public Expired {
      targets = List.copyOf(targets);
    }
  }

  /**
   * The newest good backup of a target is older than a policy promises: {@code dueAt} is when a
   * newer one should have begun at the latest, {@code reason} says for a person what there is.
   */
  @JsonTypeName("backup.overdue")
  record Overdue(String target, String policy, String reason, Instant dueAt, Instant noticedAt)
      implements BackupEvent {
    @Override
    public String key() {
      return target;
    }
  }

  /** The newest good backup of a target is as new again as a policy promises, or it ended. */
  @JsonTypeName("backup.caught-up")
  record CaughtUp(String target, String policy, Instant noticedAt) implements BackupEvent {
    @Override
    public String key() {
      return target;
    }
  }

  /**
   * A backup was restored into a scratch server, and everything in it equals what the backup says.
   * {@code deviations} counts what else is not as in the backup, such as an index that could not be
   * built; the duration is in milliseconds.
   */
  @JsonTypeName("backup.drilled")
  record Drilled(
      String backupId,
      String drill,
      List<String> targets,
      int objects,
      long records,
      int deviations,
      long durationMs,
      Instant drilledAt)
      implements BackupEvent {
    public Drilled {
      targets = List.copyOf(targets);
    }
  }

  /**
   * A drill did not succeed; {@code reason} says why and whether the backup still counts as good.
   */
  @JsonTypeName("backup.drill-failed")
  record DrillFailed(
      String backupId, String drill, List<String> targets, String reason, Instant failedAt)
      implements BackupEvent {
    public DrillFailed {
      targets = List.copyOf(targets);
    }
  }

  /**
   * The last drill of a target is older than a policy promises: {@code dueAt} is when a newer one
   * should have passed at the latest, {@code reason} says for a person what there is.
   */
  @JsonTypeName("backup.drill-overdue")
  record DrillOverdue(String target, String policy, String reason, Instant dueAt, Instant noticedAt)
      implements BackupEvent {
    @Override
    public String key() {
      return target;
    }
  }

  /** No drill of a target has ever passed, although a policy promises them. */
  @JsonTypeName("backup.drill-missing")
  record DrillMissing(String target, String policy, String reason, Instant dueAt, Instant noticedAt)
      implements BackupEvent {
    @Override
    public String key() {
      return target;
    }
  }

  /** The last drill of a target is as new again as a policy promises, or that ended. */
  @JsonTypeName("backup.drill-caught-up")
  record DrillCaughtUp(String target, String policy, Instant noticedAt) implements BackupEvent {
    @Override
    public String key() {
      return target;
    }
  }

  /**
   * A copy of a backup is complete in a further vault, and was read back. Sizes are bytes, the
   * duration milliseconds.
   */
  @JsonTypeName("backup.copied")
  record Copied(
      String backupId,
      String vault,
      long storedBytes,
      long addedBytes,
      long durationMs,
      Instant copiedAt)
      implements BackupEvent {}

  /**
   * A backup could not be copied to a further vault, or its copy there was found damaged or gone;
   * it is tried again.
   */
  @JsonTypeName("backup.copy-failed")
  record CopyFailed(String backupId, String vault, String reason, Instant failedAt)
      implements BackupEvent {}

  /** A backup is not in a vault any more, or a copy that was wanted there is not any more. */
  @JsonTypeName("backup.copy-removed")
  record CopyRemoved(String backupId, String vault, String reason, Instant removedAt)
      implements BackupEvent {}

  /**
   * A vault misses copies for longer than a policy allows: {@code oldestBackup} is the one that is
   * missing longest, {@code dueAt} when it should have been there at the latest.
   */
  @JsonTypeName("backup.copies-overdue")
  record CopiesOverdue(
      String vault,
      String policy,
      String oldestBackup,
      String reason,
      Instant dueAt,
      Instant noticedAt)
      implements BackupEvent {
    @Override
    public String key() {
      return vault;
    }
  }

  /** A vault has all copies again that a policy promises, or that ended. */
  @JsonTypeName("backup.copies-caught-up")
  record CopiesCaughtUp(String vault, String policy, Instant noticedAt) implements BackupEvent {
    @Override
    public String key() {
      return vault;
    }
  }

  /**
   * What is in a vault's place is not the vault: it is not mounted, or another one is. Nothing is
   * written to it, and nothing in it can be restored.
   */
  @JsonTypeName("backup.vault-unavailable")
  record VaultUnavailable(String vault, String reason, Instant noticedAt) implements BackupEvent {
    @Override
    public String key() {
      return vault;
    }
  }

  /** A vault can be used again. */
  @JsonTypeName("backup.vault-available")
  record VaultAvailable(String vault, Instant noticedAt) implements BackupEvent {
    @Override
    public String key() {
      return vault;
    }
  }
}
