package io.orchestratex.backup.store.postgresql;

import io.orchestratex.backup.job.Heartbeat;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobDecision;
import io.orchestratex.backup.job.JobFilter;
import io.orchestratex.backup.job.JobIds;
import io.orchestratex.backup.job.JobKind;
import io.orchestratex.backup.job.JobKinds;
import io.orchestratex.backup.job.JobLocks;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobRules;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobTrend;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The table {@code jobs}. Written in SQL, because a claim is a locking query. */
@Singleton
final class PostgresJobStore implements JobStore {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Postgres postgres;
  private final PostgresOutbox outbox;
  private final JobKinds kinds;
  private final JobLeases leases;

  PostgresJobStore(Postgres postgres, PostgresOutbox outbox, JobKinds kinds) {
    this.postgres = postgres;
    this.outbox = outbox;
    this.kinds = kinds;
    this.leases = new JobLeases(postgres);
  }

  @Override
  public Job order(JobOrder order, Instant now) {
    JobKind kind = kinds.get(order.kind());
    return postgres.inTransaction(sql -> {
      if (kind.locks() == JobLocks.ALONE) {
        JobClaims.lock(sql);
      }
      Optional<JobRecord> earlier = byKey(sql, order.key());
      if (earlier.isPresent()) {
        return earlier.get().job();
      }
      if (kind.locks() == JobLocks.ALONE) {
        Optional<Failure> refusal = kind.refusal(order, JobClaims.open(sql, order.targets()));
        if (refusal.isPresent()) {
          throw new FailureException(refusal.get());
        }
      }
      while (true) {
        String id = JobIds.next(now, newestId(sql, now));
        JobDecision.Change change = JobRules.order(kind, id, order, now);
        Job job = later(change.next(), change.events().size());
        if (JobRows.insert(sql, job, kind.locks(), order.details(), order.key())) {
          append(sql, job.version(), change.events());
          return job;
        }
        Optional<JobRecord> simultaneous = byKey(sql, order.key());
        if (simultaneous.isPresent()) {
          return simultaneous.get().job();
        }
      }
    });
  }

  /** The greatest id of this second; a replica may take the next one before we do. */
  private static @Nullable String newestId(Handle sql, Instant now) {
    return sql.createQuery(
            "SELECT id FROM jobs WHERE id BETWEEN :first AND :last ORDER BY id DESC LIMIT 1")
        .bind("first", JobIds.first(now))
        .bind("last", JobIds.last(now))
        .mapTo(String.class)
        .findOne()
        .orElse(null);
  }

  @Override
  public Optional<JobRecord> ordered(String key) {
    return postgres.inTransaction(sql -> byKey(sql, key));
  }

  private static Optional<JobRecord> byKey(Handle sql, @Nullable String key) {
    return key == null
        ? Optional.empty()
        : sql.createQuery("SELECT * FROM jobs WHERE order_key = :key")
            .bind("key", key)
            .map(JobRows.RECORD)
            .findOne();
  }

  private static Job later(Job job, int events) {
    return job.with(draft -> draft.version += events);
  }

  @Override
  public boolean adopt(Job job, String details) {
    JobLocks locks = kinds.get(job.kind()).locks();
    return postgres.inTransaction(sql -> JobRows.insert(sql, job, locks, details, null));
  }

  @Override
  public Optional<JobRecord> find(String id) {
    return postgres.inTransaction(sql ->
        sql.createQuery("SELECT * FROM jobs WHERE id = :id")
            .bind("id", id)
            .map(JobRows.RECORD)
            .findOne());
  }

  @Override
  public Map<String, JobStatus> statuses(Collection<String> ids) {
    return postgres.inTransaction(sql -> JobQueries.statuses(sql, ids));
  }

  @Override
  public Page<JobRecord> list(JobFilter filter, PageRequest page) {
    return postgres.inTransaction(sql -> JobQueries.list(sql, filter, page));
  }

  @Override
  public Optional<JobRecord> latest(String kind, Collection<String> targets, @Nullable Instant at) {
    return postgres.inTransaction(sql -> JobQueries.latest(sql, kind, targets, at));
  }

  @Override
  public Optional<JobRecord> latestOf(String kind, String target) {
    return postgres.inTransaction(sql -> JobQueries.latestOf(sql, kind, target));
  }

  @Override
  public Map<String, JobRecord> newestAbout(Collection<String> subjects, String kind) {
    return postgres.inTransaction(sql -> JobQueries.newestAbout(sql, subjects, kind));
  }

  @Override
  public Map<String, JobTrend> trends(Collection<JobRecord> jobs) {
    return postgres.inTransaction(sql -> JobTrends.of(sql, jobs));
  }

  @Override
  public List<Job> unfinishedAbout(String subject) {
    return postgres.inTransaction(sql -> JobQueries.unfinishedAbout(sql, subject));
  }

  @Override
  public List<Job> waitedFor(String id) {
    return postgres.inTransaction(sql -> JobClaims.waitedFor(sql, id));
  }

  @Override
  public Optional<Job> claim(String owner, Duration lease) {
    return claimed(null, owner, lease);
  }

  @Override
  public Optional<Job> claim(String id, String owner, Duration lease) {
    return claimed(id, owner, lease);
  }

  private Optional<Job> claimed(@Nullable String id, String owner, Duration lease) {
    return postgres.inTransaction(sql -> {
      JobClaims.lock(sql);
      Job job = JobClaims.claimable(sql, id, kinds.names()).orElse(null);
      if (job == null) {
        return Optional.<Job>empty();
      }
      JobCommand claim = new JobCommand.Claim(owner, lease);
      return switch (JobRules.decide(kinds.get(job.kind()), job, claim, JobClaims.now(sql))) {
        case JobDecision.Refusal _ -> Optional.<Job>empty();
        case JobDecision.Change change -> Optional.of(save(sql, change, null));
      };
    });
  }

  @Override
  public Job change(
      String id, JobCommand command, Instant now, @Nullable String details, @Nullable Action with) {
    return postgres.inTransaction(sql -> {
      Job job =
          (command instanceof JobCommand.RequestCancel
                  ? lockedSoon(sql, id)
                  : JobLeases.locked(sql, id))
              .orElseThrow(() -> unknown(id))
              .job();
      switch (JobRules.decide(kinds.get(job.kind()), job, command, now)) {
        case JobDecision.Refusal refusal -> throw new FailureException(refusal.failure());
        case JobDecision.Change change -> {
          if (with != null) {
            JobLeases.boundFence(sql);
            run(with);
          }
          return save(sql, change, details);
        }
      }
    });
  }

  @Override
  public Job giveUp(String id, String by, Instant now) {
    return postgres.inTransaction(sql -> {
      JobRecord row = lockedSoon(sql, id).orElseThrow(() -> unknown(id));
      return switch (JobRules.giveUp(kinds.get(row.job().kind()), row, by, now)) {
        case JobDecision.Refusal refusal -> throw new FailureException(refusal.failure());
        case JobDecision.Change change -> save(sql, change, null);
      };
    });
  }

  private static FailureException unknown(String id) {
    return FailureException.notFound("job.unknown", "There is no job " + id + ".");
  }

  private static void run(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a person, who waits for the answer. */
  private static Optional<JobRecord> lockedSoon(Handle sql, String id) {
    JobLeases.boundWait(sql);
    try {
      return JobLeases.locked(sql, id);
    } catch (JdbiException e) {
      if (e.getCause() instanceof SQLException fault
          && LOCK_NOT_AVAILABLE.equals(fault.getSQLState())) {
        throw new FailureException(
            new Failure.Unavailable(
                "job.busy",
                "Job " + id + " is in a step that cannot be interrupted; try again in a moment.",
                Duration.ofSeconds(3)),
            e);
      }
      throw e;
    }
  }

  private Job save(Handle sql, JobDecision.Change change, @Nullable String details)
      throws SQLException {
    Job job = change.next();
    List<DomainEvent> own =
        change.events().stream().filter(event -> event.key().equals(job.id())).toList();
    Job next = later(job, own.size());
    JobRows.update(sql, next, details);
    append(sql, next.version(), own);
    for (DomainEvent event : change.events()) {
      if (!event.key().equals(job.id())) {
        append(sql, raise(sql, event.key()), List.of(event));
      }
    }
    return next;
  }

  /** An event is about the job that is its key, so that job's version is the one that grows. */
  private static long raise(Handle sql, String subject) {
    return sql.createQuery(
            "UPDATE jobs SET version = version + 1 WHERE id = :subject RETURNING version")
        .bind("subject", subject)
        .mapTo(Long.class)
        .findOne()
        .orElse(1L);
  }

  private void append(Handle sql, long version, List<DomainEvent> events) throws SQLException {
    long sequence = version - events.size();
    for (DomainEvent event : events) {
      outbox.append(sql.getConnection(), event, ++sequence);
    }
  }

  @Override
  public Heartbeat beat(String id, int attempt, Progress progress, Duration lease) {
    return leases.beat(id, attempt, progress, lease);
  }

  @Override
  public boolean save(String id, int attempt, String details) {
    return leases.save(id, attempt, details);
  }

  @Override
  public boolean fenced(String id, int attempt, Duration lease, Action action) throws IOException {
    return leases.fenced(id, attempt, lease, action);
  }

  @Override
  public void release(String id, int attempt) {
    leases.release(id, attempt);
  }

  @Override
  public void postpone(String id, int attempt, Duration pause, String reason) {
    leases.postpone(id, attempt, pause, reason);
  }

  @Override
  public void delete(String id, String aboutKind, List<DomainEvent> last) {
    postgres.inTransaction(sql -> {
      for (DomainEvent event :
          JobLeases.locked(sql, id).isPresent() ? last : List.<DomainEvent>of()) {
        append(sql, raise(sql, id), List.of(event));
      }
      return sql.createUpdate("DELETE FROM jobs WHERE id = :id OR subject = :id AND kind = :about")
          .bind("id", id)
          .bind("about", aboutKind)
          .execute();
    });
  }
}
