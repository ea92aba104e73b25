package io.orchestratex.kit.schedule;

import io.orchestratex.kit.failure.Failure.FieldError;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a schedule can order: one bean for each kind of job. Thread-safe.
 *
 * <p>{@link #order} runs in the transaction that decides the due time and writes the job through
 * {@code Postgres} or a repository of Micronaut Data, so that both are stored or neither. It may
 * run several times for one due time and must do nothing but work on the database; a wake-up call
 * to a worker is harmless. A {@code FailureException} other than Unavailable and Internal is the
 * answer: the history shows it and the due time is not tried again.
 */
public interface ScheduleAction {

  /** Its name in requests and rows, such as {@code full-backup}. */
  String name();

  /** What is wrong with settings, pointers beginning with {@code /settings}; empty when nothing. */
  List<FieldError> check(Map<String, Object> settings);

  /**
   * What keeps the schedules of this action, such as {@code policy nightly}: they are made, changed
   * and deleted with it ({@link ManagedSchedules}), and callers only pause, resume and run them.
   * Null when callers make them.
   *
   * @param settings those of one schedule; empty to ask about the action itself
   */
  default @Nullable String managedBy(Map<String, Object> settings) {
    return null;
  }

  /** Makes the job and returns its id. */
  String order(Order order);

  /** Where a job is in its life, by its id; jobs that do not exist any more are left out. */
  Map<String, String> states(Collection<String> jobs);

  /**
   * One order of a schedule.
   *
   * @param schedule the id of the schedule
   * @param dueAt the due time, or the moment when a caller asked for a run
   * @param requestedBy {@code schedule:<id>}, or the caller
   */
  record Order(String schedule, Instant dueAt, Map<String, Object> settings, String requestedBy) {

    /** Names the order: a job that carries it is made once. */
    public String key() {
      return "schedule " + schedule + " " + dueAt;
    }
  }
}
