package io.orchestratex.backup.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Work that outlives its worker.
 *
 * @param phase what a running job does now, in the words of the API
 * @param attempt how often it was claimed; the number that fences a worker which was given up
 * @param owner the worker that holds it
 * @param leaseUntil when others may take it, unless its worker is heard of before
 * @param subject the backup it is about
 * @param parent the job that waits for this one
 * @param version grows with every event it causes
 */
public record Job(
    String id,
    JobKind kind,
    JobStatus status,
    String phase,
    int attempt,
    @Nullable String owner,
    @Nullable Instant leaseUntil,
    @Nullable String cancelRequestedBy,
    String subject,
    List<String> targets,
    @Nullable String label,
    String requestedBy,
    @Nullable String parent,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String failure,
    long version) {

  public Job {
    targets = List.copyOf(targets);
  }

  /** What the API shows. */
  public String state() {
    return status == JobStatus.RUNNING ? phase : status.text();
  }

  Job claimed(String newOwner, Instant until, String newPhase, Instant now) {
    return new Job(
        id,
        kind,
        JobStatus.RUNNING,
        newPhase,
        attempt + 1,
        newOwner,
        until,
        cancelRequestedBy,
        subject,
        targets,
        label,
        requestedBy,
        parent,
        createdAt,
        startedAt == null ? now : startedAt,
        finishedAt,
        failure,
        version);
  }

  Job in(String newPhase) {
    return new Job(
        id,
        kind,
        status,
        newPhase,
        attempt,
        owner,
        leaseUntil,
        cancelRequestedBy,
        subject,
        targets,
        label,
        requestedBy,
        parent,
        createdAt,
        startedAt,
        finishedAt,
        failure,
        version);
  }

  Job cancelRequested(String by) {
    return new Job(
        id,
        kind,
        status,
        phase,
        attempt,
        owner,
        leaseUntil,
        by,
        subject,
        targets,
        label,
        requestedBy,
        parent,
        createdAt,
        startedAt,
        finishedAt,
        failure,
        version);
  }

  Job finished(JobStatus end, @Nullable String reason, Instant now) {
    return new Job(
        id,
        kind,
        end,
        end.text(),
        attempt,
        null,
        null,
        cancelRequestedBy,
        subject,
        targets,
        label,
        requestedBy,
        parent,
        createdAt,
        startedAt,
        now,
        reason,
        version);
  }

  /** The same after so many more events. */
  public Job later(int events) {
    return new Job(
        id,
        kind,
        status,
        phase,
        attempt,
        owner,
        leaseUntil,
        cancelRequestedBy,
        subject,
        targets,
        label,
        requestedBy,
        parent,
        createdAt,
        startedAt,
        finishedAt,
        failure,
        version + events);
  }
}
