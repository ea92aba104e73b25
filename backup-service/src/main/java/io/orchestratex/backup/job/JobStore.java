package io.orchestratex.backup.job;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps jobs; a change and its events are saved together or not at all. Thread safe. */
public interface JobStore {

  /** Makes a job. Its id is its second in UTC, {@code yyyyMMdd_HHmmss}, or the next free one. */
  Job order(JobOrder order, Instant now);

  /** Takes up a backup that was found in the vault; does nothing when its id is known. */
  boolean adopt(Job job, String details);

  Optional<JobRecord> find(String id);

  /** Newest first. */
  Page<JobRecord> list(JobFilter filter, PageRequest page);

  /** The newest backup that succeeded. */
  Optional<JobRecord> latestBackup();

  /** Jobs about a backup that have not ended. */
  List<Job> unfinishedAbout(String backup);

  /**
   * Claims the oldest job that may run: queued, or of a worker that is not heard of. A restore runs
   * alone on its targets; a backup waits for it, unless the restore itself ordered the backup.
   */
  Optional<Job> claim(String owner, Duration lease, Instant now);

  /** Claims one job, if it may run. */
  Optional<Job> claim(String id, String owner, Duration lease, Instant now);

  /**
   * Applies a command.
   *
   * @param details the handler's new details, null to keep them
   * @param with done inside the transaction, after the rules agreed and while nobody else can touch
   *     the job; what it does must bear to be done again
   * @throws io.orchestratex.kit.failure.FailureException when the rules refuse
   */
  Job change(
      String id, JobCommand command, Instant now, @Nullable String details, @Nullable Action with);

  /** Prolongs the lease and shows progress. */
  Heartbeat beat(String id, int attempt, Progress progress, Instant leaseUntil);

  /** Keeps a handler's details; false when somebody else has the job. */
  boolean save(String id, int attempt, String details);

  /**
   * Does something while nobody else can take the job; false, and nothing done, when it was taken
   * before.
   */
  boolean fenced(String id, int attempt, Action action) throws IOException;

  /** Gives a job back at once, for another worker to take. */
  void release(String id, int attempt, Instant now);

  /** Forgets a backup and the checks of it. */
  void delete(String id);

  /** Something that may fail at a disk or server. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }
}
