package io.orchestratex.backup.job;

import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.failure.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the core must know of one kind of job. A kind lies in the folder of its feature and is found
 * by injection; its work is done by the {@link JobHandler} of the same name. Implementations are
 * pure: no I/O, no clock.
 */
public interface JobKind {

  /** The kind's name as it is stored and shown; never changed once jobs of it exist. */
  String name();

  /**
   * What a job of this kind locks from its order to its end: nothing, where it touches no target.
   */
  default JobLocks locks() {
    return JobLocks.NONE;
  }

  /** The phase that an attempt begins in, in the words of the API. */
  String firstPhase();

  /** Whether a job can still be cancelled in this phase; once it cannot, it cannot later either. */
  default boolean isCancellable(String phase) {
    return true;
  }

  /**
   * The end of a running job that a person gives up; empty where there is nothing to give up.
   *
   * @param row the job with what its handler and its last attempt have left
   */
  default Optional<JobOutcome> givenUp(JobRecord row, String by) {
    return Optional.empty();
  }

  /** What the job's failure says of an outcome, as one sentence or more. */
  default String failureOf(JobOutcome outcome, String reason) {
    return reason;
  }

  /** The message to a caller who cancels a job in a phase that is not cancellable. */
  default Failure tooLateToCancel(Job job) {
    return new Failure.Conflict(
        "job.too-late-to-cancel",
        "Job " + job.id() + " is " + job.state() + " and cannot be cancelled any more.");
  }

  /**
   * Why an order cannot be taken now. Asked only of kinds that lock {@link JobLocks#ALONE}, while
   * nothing else is ordered or claimed.
   *
   * @param open the jobs that have not ended and share a target with the order, oldest first
   */
  default Optional<Failure> refusal(JobOrder order, List<Job> open) {
    return Optional.empty();
  }

  /**
   * What the log of jobs says of one that has ended, beside its state and how long it took: pairs
   * such as {@code stored_bytes=4711}, with a space between two.
   */
  default String logged(JobRecord ended) {
    return "";
  }

  /**
   * The events of a new job.
   *
   * @param details JSON of its handler, as it was ordered
   */
  default List<DomainEvent> ordered(Job job, String details, Instant now) {
    return List.of();
  }

  /** The events of a job that a worker has claimed. */
  default List<DomainEvent> claimed(Job job, Instant now) {
    return List.of();
  }

  /**
   * The events of a job that has ended.
   *
   * @param job as it ended
   */
  default List<DomainEvent> ended(Job job, JobOutcome outcome, Instant now) {
    return List.of();
  }
}
