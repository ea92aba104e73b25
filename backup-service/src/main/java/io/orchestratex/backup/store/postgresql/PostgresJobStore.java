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
import io.orchestratex.backup.job.Progress;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The table {@code jobs}. Written in SQL, because a claim is a locking query. */
@Singleton
final class PostgresJobStore implements JobStore {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final Transactions transactions;
  private final PostgresOutbox outbox;
  private final JobKinds kinds;
  private final JobLeases leases;

  PostgresJobStore(Transactions transactions, PostgresOutbox outbox, JobKinds kinds) {
    this.transactions = transactions;
    this.outbox = outbox;
    this.kinds = kinds;
    this.leases = new JobLeases(transactions);
  }

  @Override
  public Job order(JobOrder order, Instant now) {
    JobKind kind = kinds.get(order.kind());
    return transactions.in(connection -> {
      if (kind.locks() == JobLocks.ALONE) {
        JobClaims.lock(connection);
      }
      Optional<JobRecord> earlier = byKey(connection, order.key());
      if (earlier.isPresent()) {
        return earlier.get().job();
      }
      if (kind.locks() == JobLocks.ALONE) {
        kind.refusal(order, JobClaims.open(connection, order.targets()))
            .ifPresent(failure -> {
              throw new FailureException(failure);
            });
      }
      while (true) {
        String id = JobIds.next(now, newestId(connection, now));
        var change = JobRules.order(kind, id, order, now);
        Job job = later(change.next(), change.events().size());
        if (JobRows.insert(connection, job, kind.locks(), order.details(), order.key())) {
          append(connection, job.version(), change.events());
          return job;
        }
        Optional<JobRecord> simultaneous = byKey(connection, order.key());
        if (simultaneous.isPresent()) {
          return simultaneous.get().job();
        }
      }
    });
  }

  /** The greatest id of this second; a replica may take the next one before we do. */
  private static @Nullable String newestId(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id FROM jobs WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1")) {
      select.setString(1, JobIds.first(now));
      select.setString(2, JobIds.last(now));
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  @Override
  public Optional<JobRecord> ordered(String key) {
    return transactions.in(connection -> byKey(connection, key));
  }

  private static Optional<JobRecord> byKey(Connection connection, @Nullable String key)
      throws SQLException {
    if (key == null) {
      return Optional.empty();
    }
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM jobs j WHERE j.order_key = ?")) {
      select.setString(1, key);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(JobRows.record(row)) : Optional.empty();
      }
    }
  }

  private static Job later(Job job, int events) {
    return job.with(draft -> draft.version += events);
  }

  @Override
  public boolean adopt(Job job, String details) {
    return transactions.in(connection ->
        JobRows.insert(connection, job, kinds.get(job.kind()).locks(), details, null));
  }

  @Override
  public Optional<JobRecord> find(String id) {
    return transactions.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM jobs j WHERE j.id = ?")) {
        select.setString(1, id);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? Optional.of(JobRows.record(row)) : Optional.empty();
        }
      }
    });
  }

  @Override
  public Map<String, JobStatus> statuses(Collection<String> ids) {
    return transactions.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement("SELECT id, status FROM jobs WHERE id = ANY(?)")) {
        select.setArray(1, connection.createArrayOf("text", ids.toArray()));
        Map<String, JobStatus> statuses = new HashMap<>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            statuses.put(
                row.getString(1), JobStatus.valueOf(row.getString(2).toUpperCase(Locale.ROOT)));
          }
        }
        return statuses;
      }
    });
  }

  @Override
  public Page<JobRecord> list(JobFilter filter, PageRequest page) {
    String where =
        """
         WHERE j.kind = ?
          AND (?::text IS NULL OR (CASE WHEN j.status = 'running' THEN j.phase ELSE j.status END) = ?)
          AND (?::text IS NULL OR ? = ANY(j.targets))
          AND (?::text IS NULL OR j.label = ?)
        """;
    return transactions.in(connection -> {
      List<JobRecord> rows = new ArrayList<>();
      try (PreparedStatement select =
          connection.prepareStatement(
              "SELECT * FROM jobs j"
                  + where
                  + " ORDER BY j.created_at DESC, j.id DESC LIMIT ? OFFSET ?")) {
        bind(select, filter);
        select.setInt(8, page.limit());
        select.setInt(9, page.offset());
        try (ResultSet result = select.executeQuery()) {
          while (result.next()) {
            rows.add(JobRows.record(result));
          }
        }
      }
      try (PreparedStatement count =
          connection.prepareStatement("SELECT count(*) FROM jobs j" + where)) {
        bind(count, filter);
        try (ResultSet result = count.executeQuery()) {
          result.next();
          return Page.of(rows, page, result.getLong(1));
        }
      }
    });
  }

  private static void bind(PreparedStatement statement, JobFilter filter) throws SQLException {
    statement.setString(1, filter.kind());
    statement.setString(2, filter.state());
    statement.setString(3, filter.state());
    statement.setString(4, filter.target());
    statement.setString(5, filter.target());
    statement.setString(6, filter.label());
    statement.setString(7, filter.label());
  }

  @Override
  public Optional<JobRecord> latest(String kind, String otherThanLabel) {
    return transactions.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT * FROM jobs
              WHERE kind = ? AND status = 'succeeded' AND parent IS NULL
                AND label IS DISTINCT FROM ?
              ORDER BY created_at DESC, id DESC LIMIT 1\
              """)) {
        select.setString(1, kind);
        select.setString(2, otherThanLabel);
        try (ResultSet row = select.executeQuery()) {
          return row.next() ? Optional.of(JobRows.record(row)) : Optional.empty();
        }
      }
    });
  }

  @Override
  public Map<String, JobRecord> newestAbout(Collection<String> subjects, String kind) {
    return transactions.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT DISTINCT ON (subject) * FROM jobs
              WHERE subject = ANY(?) AND kind = ?
              ORDER BY subject, created_at DESC, id DESC\
              """)) {
        select.setArray(1, connection.createArrayOf("text", subjects.toArray()));
        select.setString(2, kind);
        Map<String, JobRecord> newest = new HashMap<>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            newest.put(row.getString("subject"), JobRows.record(row));
          }
        }
        return newest;
      }
    });
  }

  @Override
  public List<Job> unfinishedAbout(String subject) {
    return transactions.in(connection -> {
      try (PreparedStatement select =
          connection.prepareStatement(
              """
              SELECT * FROM jobs WHERE status IN ('queued', 'running')
                AND (subject = ? OR id = (SELECT parent FROM jobs WHERE id = ?))\
              """)) {
        select.setString(1, subject);
        select.setString(2, subject);
        List<Job> jobs = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            jobs.add(JobRows.job(row));
          }
        }
        return jobs;
      }
    });
  }

  @Override
  public List<Job> waitedFor(String id) {
    return transactions.in(connection -> JobClaims.waitedFor(connection, id));
  }

  @Override
  public Optional<Job> claim(String owner, Duration lease, Instant now) {
    return claimed(null, owner, lease, now);
  }

  @Override
  public Optional<Job> claim(String id, String owner, Duration lease, Instant now) {
    return claimed(id, owner, lease, now);
  }

  private Optional<Job> claimed(@Nullable String id, String owner, Duration lease, Instant now) {
    return transactions.in(connection -> {
      JobClaims.lock(connection);
      Job job = JobClaims.claimable(connection, id, kinds.names(), now);
      if (job == null) {
        return Optional.empty();
      }
      return switch (JobRules.decide(
          kinds.get(job.kind()), job, new JobCommand.Claim(owner, lease), now)) {
        case JobDecision.Refusal _ -> Optional.empty();
        case JobDecision.Change change -> Optional.of(save(connection, change, null));
      };
    });
  }

  @Override
  public Job change(
      String id, JobCommand command, Instant now, @Nullable String details, @Nullable Action with) {
    return transactions.in(connection -> {
      Job job = lockedFor(command, connection, id);
      if (job == null) {
        throw FailureException.notFound("job.unknown", "There is no job " + id + ".");
      }
      switch (JobRules.decide(kinds.get(job.kind()), job, command, now)) {
        case JobDecision.Refusal refusal -> throw new FailureException(refusal.failure());
        case JobDecision.Change change -> {
          if (with != null) {
            JobLeases.boundFence(connection);
            with.run();
          }
          return save(connection, change, details);
        }
      }
    });
  }

  private static @Nullable Job lockedFor(JobCommand command, Connection connection, String id)
      throws SQLException {
    if (!(command instanceof JobCommand.RequestCancel)) {
      return JobLeases.locked(connection, id);
    }
    JobLeases.boundWait(connection); // The caller waits for the answer.
    try {
      return JobLeases.locked(connection, id);
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
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

  private Job save(Connection connection, JobDecision.Change change, @Nullable String details)
      throws SQLException {
    Job job = change.next();
    List<DomainEvent> own =
        change.events().stream().filter(event -> event.key().equals(job.id())).toList();
    Job next = later(job, own.size());
    JobRows.update(connection, next, details);
    append(connection, next.version(), own);
    for (DomainEvent event : change.events()) {
      if (!event.key().equals(job.id())) {
        append(connection, raise(connection, event.key(), 1), List.of(event));
      }
    }
    return next;
  }

  /** An event is about the job that is its key, so that job's version is the one that grows. */
  private static long raise(Connection connection, String subject, int by) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE jobs SET version = version + ? WHERE id = ? RETURNING version")) {
      update.setInt(1, by);
      update.setString(2, subject);
      try (ResultSet row = update.executeQuery()) {
        return row.next() ? row.getLong(1) : by;
      }
    }
  }

  private void append(Connection connection, long version, List<DomainEvent> events)
      throws SQLException {
    long sequence = version - events.size();
    for (DomainEvent event : events) {
      outbox.append(connection, event, ++sequence);
    }
  }

  @Override
  public Heartbeat beat(String id, int attempt, Progress progress, Instant leaseUntil) {
    return leases.beat(id, attempt, progress, leaseUntil);
  }

  @Override
  public boolean save(String id, int attempt, String details) {
    return leases.save(id, attempt, details);
  }

  @Override
  public boolean fenced(String id, int attempt, Supplier<Instant> leaseUntil, Action action)
      throws IOException {
    return leases.fenced(id, attempt, leaseUntil, action);
  }

  @Override
  public void release(String id, int attempt, Instant now) {
    leases.release(id, attempt, now);
  }

  @Override
  public void delete(String id, String aboutKind) {
    transactions.in(connection -> {
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM jobs WHERE id = ? OR (subject = ? AND kind = ?)")) {
        delete.setString(1, id);
        delete.setString(2, id);
        delete.setString(3, aboutKind);
        return delete.executeUpdate();
      }
    });
  }
}
