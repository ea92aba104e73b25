package io.orchestratex.backup.job;

import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One worker's hold on a job: its progress, its right to change things, its orders to stop. */
public final class JobRun implements ProgressMonitor {

  private static final int ALMOST_DONE = 99;

  private final JobStore store;
  private final JobSettings settings;
  private final InstantSource clock;
  private final List<JobObserver> observers;
  private final JobKind kind;
  private final Job job;
  private final String firstDetails;
  private final Set<Runnable> stops = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean beating = new AtomicBoolean();

  private volatile String phase;
  private volatile String detail = "";
  private volatile int fromPercent;
  private volatile int toPercent = ALMOST_DONE;
  private volatile long expected;
  private volatile long processed;
  private volatile long items;
  private volatile long heardAt = System.nanoTime();
  private final long begunAt = System.nanoTime();
  private volatile @Nullable String cancelledBy;
  private volatile @Nullable String lost;
  private volatile boolean finished;

  JobRun(
      JobStore store,
      JobSettings settings,
      InstantSource clock,
      List<JobObserver> observers,
      JobKind kind,
      JobRecord record) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.observers = observers;
    this.kind = kind;
    this.job = record.job();
    this.phase = job.phase();
    this.firstDetails = record.details();
    // One that was accepted while no worker had the job.
    this.cancelledBy = kind.isCancellable(phase) ? job.cancelRequestedBy() : null;
  }

  /** The job as it was claimed. */
  public Job job() {
    return job;
  }

  /** The details as they were when it was claimed. */
  public String details() {
    return firstDetails;
  }

  /** Whether it was claimed too often for one more try. */
  public boolean isOutOfAttempts() {
    return job.attempt() > settings.maxAttempts();
  }

  /** Whether a fault may pass by itself, and another attempt will find out. */
  public boolean mayTryAgainAfter(Throwable fault) {
    return JobFailures.isPassing(fault) && job.attempt() < settings.maxAttempts();
  }

  /**
   * Whether this worker's hold on the job is gone, so that it may neither end nor undo anything.
   */
  public boolean isLost() {
    return lost != null;
  }

  /** Whether a person wanted it to stop, in time, and its worker knows. */
  boolean isCancelled() {
    return cancelledBy != null && lost == null && kind.isCancellable(phase);
  }

  /** Goes on to a phase that makes the bar grow from one percentage to another. */
  public void enter(String newPhase, int from, int to) {
    enter(new JobCommand.Enter(job.attempt(), newPhase), from, to);
  }

  /** The same, together with an event of this moment. */
  public void enter(String newPhase, int from, int to, Function<Instant, DomainEvent> event) {
    List<DomainEvent> events = List.of(event.apply(clock.instant()));
    enter(new JobCommand.Enter(job.attempt(), newPhase, events), from, to);
  }

  /** Goes on to a phase although a stop may have been asked for: a rollback goes on. */
  public void goOn(String newPhase) {
    change(new JobCommand.Enter(job.attempt(), newPhase), null, null);
    phase = newPhase;
    at("enter:" + newPhase);
  }

  /** Publishes an event of this moment. The work goes on in its phase, also when it must stop. */
  public void tell(Function<Instant, DomainEvent> event) {
    List<DomainEvent> events = List.of(event.apply(clock.instant()));
    change(new JobCommand.Enter(job.attempt(), phase, events), null, null);
  }

  private void enter(JobCommand.Enter command, int from, int to) {
    checkpoint();
    change(command, null, null);
    range(from, to);
    phase = command.phase();
    at("enter:" + command.phase());
  }

  /** Makes the bar grow from one percentage to another from here on. */
  public void range(int from, int to) {
    processed = 0;
    expected = 0;
    items = 0;
    fromPercent = from;
    toPercent = to;
  }

  /** Reports a point to the observers. */
  public void at(String point) {
    observers.forEach(observer -> observer.reached(job, point));
  }

  /** Keeps the handler's details. */
  public void save(String details) {
    if (!store.save(job.id(), job.attempt(), details)) {
      throw lose("its details could not be saved");
    }
  }

  /**
   * Does something that no other worker may do at the same time.
   *
   * @param action must end within {@link JobStore#FENCE_LIMIT}
   */
  public void fenced(JobStore.Action action) throws IOException {
    if (!store.fenced(job.id(), job.attempt(), settings.lease(), action)) {
      throw lose("it was claimed again");
    }
    heardAt = System.nanoTime(); // It renewed the lease.
  }

  /** Ends the job, together with what must happen at the same moment. */
  public void finish(JobOutcome outcome, @Nullable String details, JobStore.@Nullable Action with) {
    change(new JobCommand.Finish(job.attempt(), outcome), details, with);
    finished = true;
  }

  private void change(
      JobCommand command, @Nullable String details, JobStore.@Nullable Action with) {
    try {
      store.change(job.id(), command, clock.instant(), details, with);
    } catch (FailureException e) {
      if (e.failure().code().equals(JobRules.CANCELLED)) {
        cancelledBy = e.failure().detail();
        throw new JobCancelledException(e.failure().detail());
      }
      if (e.failure() instanceof Failure.Conflict || e.failure() instanceof Failure.NotFound) {
        throw lose(e.failure().detail());
      }
      throw e;
    }
  }

  /**
   * Leaves the job to the next attempt, after its lease.
   *
   * @return what to throw
   */
  public JobLostException abandoned(String why) {
    return lose(why);
  }

  /**
   * Leaves the job to the next attempt, after a pause that grows with the attempts; the job says
   * meanwhile what it waits for.
   *
   * @return what to throw
   */
  public JobLostException postponed(String reason) {
    JobLostException end = lose(reason);
    Duration pause = settings.pauseAfter(job.attempt());
    try {
      store.postpone(job.id(), job.attempt(), pause, reason);
    } catch (RuntimeException e) {
      end.addSuppressed(e); // The store is what does not answer: its lease runs out as well.
    }
    return end;
  }

  private JobLostException lose(String why) {
    lost = why;
    return new JobLostException(why);
  }

  boolean isFinished() {
    return finished;
  }

  /** Called by the worker's clock; a beat that takes long is not overtaken by the next. */
  void beat() {
    if (lost == null && beating.compareAndSet(false, true)) {
      try {
        tryBeat();
      } finally {
        beating.set(false);
      }
    }
  }

  private void tryBeat() {
    Heartbeat heard = store.beat(job.id(), job.attempt(), progress(), settings.lease());
    if (!heard.held()) {
      stop(null, "it was claimed again");
    } else {
      if (heard.renewed()) {
        heardAt = System.nanoTime();
      }
      if (heard.cancelRequestedBy() != null && kind.isCancellable(phase)) {
        stop(heard.cancelRequestedBy(), null);
      }
    }
  }

  /** Has the work end at its next checkpoint. */
  void stop(@Nullable String canceller, @Nullable String lossReason) {
    boolean first = cancelledBy == null && lost == null;
    if (canceller != null) {
      cancelledBy = canceller;
    }
    if (lossReason != null) {
      lost = lossReason;
    }
    if (first && !finished) {
      stops.forEach(Runnable::run);
    }
  }

  private Progress progress() {
    long all = expected;
    int share =
        all <= 0
            ? 0
            : (int) Math.min(toPercent - fromPercent, (toPercent - fromPercent) * processed / all);
    int percent = fromPercent + share;
    Duration ran = Duration.ofNanos(System.nanoTime() - begunAt);
    return new Progress(
        percent, processed, all, items, Progress.secondsLeft(percent, ran), phase, detail);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // As of what is processed.
  public void detail(String text) {
    if (!text.isEmpty() && !text.equals(detail)) {
      items++;
    }
    detail = text;
  }

  @Override
  public void expect(long bytes) {
    expected = bytes;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes, the heartbeat reads.
  public void processed(long bytes) {
    processed += bytes;
  }

  @Override
  public void checkpoint() {
    String why = lost;
    if (why != null) {
      throw new JobLostException(why);
    }
    if (System.nanoTime() - heardAt > settings.lease().toNanos()) {
      throw lose("no heartbeat got through for " + settings.lease());
    }
    String by = cancelledBy;
    if (by != null) {
      throw new JobCancelledException(by);
    }
  }

  @Override
  public Registration onStop(Runnable action) {
    stops.add(action);
    if (cancelledBy != null || lost != null) {
      action.run();
    }
    return () -> stops.remove(action);
  }
}
