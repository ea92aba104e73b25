package io.orchestratex.backup.job;

import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps jobs; a change and its events are saved together or not at all. Thread safe. */
public interface JobStore {

  /** Longest that fenced work may take: after it the fence falls, for its host may be dead. */
  Duration FENCE_LIMIT = Duration.ofMinutes(5);

  /**
   * Makes a job, in the caller's transaction where one is open. Its id is the next of {@link
   * JobIds}. An order whose key was used before makes none: the job of the first one is the answer.
   *
   * @throws io.orchestratex.kit.failure.FailureException when the rules of its kind refuse it
   */
  Job order(JobOrder order, Instant now);

  /** The job that an order with this key made. */
  Optional<JobRecord> ordered(String key);

  /** Takes up a backup that was found in the vault; does nothing when its id is known. */
  boolean adopt(Job job, String details);

  Optional<JobRecord> find(String id);

  /** The states of these jobs, without those that there are not. */
  Map<String, JobStatus> statuses(Collection<String> ids);

  /** Newest first. */
  Page<JobRecord> list(JobFilter filter, PageRequest page);

  /**
   * The newest job of a kind that succeeded and was ordered by no other job, of all it can be of,
   * without those that could not take all of their targets.
   *
   * @param targets where not empty, only these must have been taken, all of them
   * @param at when it was ordered at the latest; null is any time
   */
  Optional<JobRecord> latest(String kind, Collection<String> targets, @Nullable Instant at);

  /** The newest job of a kind on a target that succeeded, ordered by any caller. */
  Optional<JobRecord> latestOf(String kind, String target);

  /** Of each subject the newest job of a kind about it; subjects without one are left out. */
  Map<String, JobRecord> newestAbout(Collection<String> subjects, String kind);

  /**
   * How each of these jobs compares with those before it; jobs that have not succeeded, and those
   * with too few before them, are left out.
   */
  Map<String, JobTrend> trends(Collection<JobRecord> jobs);

  /** The same of one job; null where there is no trend. */
  default @Nullable JobTrend trend(JobRecord job) {
    return trends(List.of(job)).get(job.job().id());
  }

  /** Jobs about a job, and the one that ordered it, that have not ended. */
  List<Job> unfinishedAbout(String subject);

  /**
   * Claims the oldest job that may run: queued, or of a worker whose lease has run out. A job that
   * locks its targets alone waits for those that run on them, and they wait for it, except where
   * one of the two ordered the other. Kinds that this process does not know are left to others.
   *
   * <p>Leases run by the store's clock: that of a process may be wrong.
   */
  Optional<Job> claim(String owner, Duration lease);

  /** The jobs that must end before a queued one can run; none when it is not queued. */
  List<Job> waitedFor(String id);

  /** Their ids. */
  default List<String> waitsFor(Job job) {
    return job.status() == JobStatus.QUEUED
        ? waitedFor(job.id()).stream().map(Job::id).toList()
        : List.of();
  }

  /** Claims one job, if it may run. */
  Optional<Job> claim(String id, String owner, Duration lease);

  /**
   * Applies a command.
   *
   * @param details the handler's new details, null to keep them
   * @param with done inside the transaction, after the rules agreed and while no other worker can
   *     touch the job; what it does must bear to be done again
   * @throws io.orchestratex.kit.failure.FailureException when the rules refuse
   */
  Job change(
      String id, JobCommand command, Instant now, @Nullable String details, @Nullable Action with);

  /**
   * Ends a job that is tried again and again without success, as a person wishes.
   *
   * @throws io.orchestratex.kit.failure.FailureException when there is nothing to give up
   */
  Job giveUp(String id, String by, Instant now);

  /** Prolongs the lease and shows progress; never waits for fenced work. */
  Heartbeat beat(String id, int attempt, Progress progress, Duration lease);

  /** Keeps a handler's details; false when another worker has the job. */
  boolean save(String id, int attempt, String details);

  /**
   * Does something while no other worker can take the job; false, and nothing done, when it was
   * taken before. Heartbeats do not get through meanwhile, so the lease is renewed at the end.
   *
   * @param lease from the end of the action on
   * @param action must end within {@link #FENCE_LIMIT}
   */
  boolean fenced(String id, int attempt, Duration lease, Action action) throws IOException;

  /** Gives a job back at once, for another worker to take. */
  void release(String id, int attempt);

  /** Gives a job back, for any worker to take after a pause; the job says why it waits. */
  void postpone(String id, int attempt, Duration pause, String reason);

  /** Deletes a job and the jobs of a kind about it. */
  default void delete(String id, String aboutKind) {
    delete(id, aboutKind, List.of());
  }

  /**
   * The same, together with the last events about the job; nothing happens when it is gone already.
   */
  void delete(String id, String aboutKind, List<DomainEvent> last);

  /** Something that may fail at a disk or server. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }
}
