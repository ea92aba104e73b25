package io.orchestratex.backup.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Work that outlives its worker.
 *
 * @param phase what a running job does now, in the words of the API
 * @param attempt how often it was claimed; the number that fences a worker that lost it
 * @param owner the worker that holds it
 * @param leaseUntil when others may take it, unless its worker sends a heartbeat before
 * @param kind the name of its {@link JobKind}
 * @param subject the job it is about; its own id when it is about none
 * @param parent the job that waits for this one
 * @param version grows with every event it causes
 */
public record Job(
    String id,
    String kind,
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

  /** Who ended it by a cancel, for messages and events. */
  public String cancelledBy() {
    return cancelRequestedBy == null ? "the service" : cancelRequestedBy;
  }

  /**
   * How long it has run until {@code now}; since its order when no worker had it. Nothing where the
   * clocks of the store and of a process disagree.
   */
  public Duration ranFor(Instant now) {
    Duration ran = Duration.between(startedAt == null ? createdAt : startedAt, now);
    return ran.isNegative() ? Duration.ZERO : ran;
  }

  /** A job that waits for its first worker. */
  public static Job queued(String id, JobOrder order, Instant now) {
    return new Job(
        id,
        order.kind(),
        JobStatus.QUEUED,
        JobStatus.QUEUED.text(),
        0,
        null,
        null,
        null,
        order.subject().isEmpty() ? id : order.subject(),
        order.targets(),
        order.label(),
        order.requestedBy(),
        order.parent(),
        now,
        null,
        null,
        null,
        0);
  }

  /** The same, but for what the change sets. */
  public Job with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.job();
  }

  /** What may change in the life of a job. */
  public static final class Draft {
    private final Job job;
    public JobStatus status;
    public String phase;
    public int attempt;
    public @Nullable String owner;
    public @Nullable Instant leaseUntil;
    public @Nullable String cancelRequestedBy;
    public @Nullable Instant startedAt;
    public @Nullable Instant finishedAt;
    public @Nullable String failure;
    public long version;

    private Draft(Job job) {
      this.job = job;
      status = job.status;
      phase = job.phase;
      attempt = job.attempt;
      owner = job.owner;
      leaseUntil = job.leaseUntil;
      cancelRequestedBy = job.cancelRequestedBy;
      startedAt = job.startedAt;
      finishedAt = job.finishedAt;
      failure = job.failure;
      version = job.version;
    }

    private Job job() {
      return new Job(
          job.id,
          job.kind,
          status,
          phase,
          attempt,
          owner,
          leaseUntil,
          cancelRequestedBy,
          job.subject,
          job.targets,
          job.label,
          job.requestedBy,
          job.parent,
          job.createdAt,
          startedAt,
          finishedAt,
          failure,
          version);
    }
  }
}
