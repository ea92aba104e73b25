package io.orchestratex.backup.job;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Claims jobs and has their handlers do them. Any number of these may share a database; a job has
 * one worker at a time; a worker that stops sending heartbeats loses the job.
 */
@Singleton
@Requires(beans = JobStore.class)
public final class JobWorker {

  private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
  private static final long GRACE_SECONDS = 8;

  private final String owner = UUID.randomUUID().toString();
  private final JobStore store;
  private final JobSettings settings;
  private final InstantSource clock;
  private final List<JobObserver> observers;
  private final JobKinds kinds;
  private final Map<String, JobHandler> handlers;
  private final Semaphore slots;
  private final Semaphore wake = new Semaphore(0);
  private final Set<JobRun> runs = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("job-", 0).daemon().factory());
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("job-heart").daemon().factory());
  private volatile boolean stopping;

  public JobWorker(
      JobStore store,
      JobSettings settings,
      InstantSource clock,
      JobKinds kinds,
      List<JobHandler> handlers,
      List<JobObserver> observers) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.observers = observers;
    this.kinds = kinds;
    this.handlers =
        handlers.stream().collect(Collectors.toMap(JobHandler::kind, Function.identity()));
    this.slots = new Semaphore(settings.workers());
  }

  @EventListener
  void onStartup(StartupEvent event) {
    start();
  }

  /** Begins to work. */
  public void start() {
    long millis = settings.heartbeat().toMillis();
    var _ = heart.scheduleWithFixedDelay(this::beat, millis, millis, TimeUnit.MILLISECONDS);
    if (settings.workers() > 0) {
      threads.execute(this::look);
    }
  }

  /** Looks for work at once; called after a job was ordered here. */
  public void wake() {
    wake.release();
  }

  /** Does a job on a thread of its own, or waits for the worker that has it. */
  public JobBeside beside(String id, JobRun parent) {
    JobBeside beside = new JobBeside(parent);
    beside.runs(threads.submit(() -> complete(id, parent, beside)));
    return beside;
  }

  private Job complete(String id, JobRun parent, JobBeside beside) {
    try {
      while (true) {
        beside.checkpoint();
        Job job = store.find(id).orElseThrow(() -> new IllegalStateException("no job " + id)).job();
        if (job.status().isFinal()) {
          return job;
        }
        Optional<Job> claimed = store.claim(id, owner, settings.lease());
        if (claimed.isPresent()) {
          work(claimed.get(), beside);
        } else {
          pause();
        }
      }
    } catch (Error e) {
      parent.stop(null, "the thread of job " + id + " died"); // They live and die together.
      throw e;
    }
  }

  private void look() {
    while (!stopping) {
      try {
        slots.acquire();
        Optional<Job> job = stopping ? Optional.empty() : claim();
        if (job.isPresent()) {
          threads.execute(() -> {
            try {
              work(job.get(), null);
            } finally {
              slots.release();
              wake();
            }
          });
        } else {
          slots.release();
          pause();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Optional<Job> claim() {
    try {
      return store.claim(owner, settings.lease());
    } catch (RuntimeException e) {
      if (!stopping) {
        LOG.atWarn().setCause(e).log("no job can be claimed now");
      }
      return Optional.empty();
    }
  }

  private void pause() {
    try {
      if (wake.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(Job job, @Nullable JobBeside beside) {
    JobRecord record = store.find(job.id()).orElseThrow();
    JobRun run =
        new JobRun(
            store,
            settings,
            clock,
            observers,
            kinds.get(job.kind()),
            new JobRecord(job, record.progress(), record.details(), null));
    runs.add(run);
    try (var _ = MDC.putCloseable("job_id", job.id());
        var _ = beside == null ? null : beside.begun(run)) {
      LOG.atInfo()
          .addKeyValue("job", job.id())
          .addKeyValue("kind", job.kind())
          .addKeyValue("attempt", job.attempt())
          .log("job claimed");
      observers.forEach(each -> each.begun(job));
      perform(run);
      if (run.isFinished()) {
        store.find(job.id()).ifPresent(end -> observers.forEach(each -> each.ended(end)));
      }
    } finally {
      runs.remove(run);
    }
  }

  private void perform(JobRun run) {
    Job job = run.job();
    try {
      JobHandler handler = handlers.get(job.kind());
      if (handler == null) {
        throw new IllegalStateException("nothing handles a job of kind " + job.kind());
      }
      handler.run(run);
      LOG.atInfo().addKeyValue("job", job.id()).log("job ended");
    } catch (JobLostException e) {
      LOG.atWarn().addKeyValue("job", job.id()).log("job lost: {}", e.getMessage());
      if (stopping) {
        store.release(job.id(), job.attempt());
      }
    } catch (JobCancelledException e) {
      end(run, new JobOutcome.Cancelled());
      LOG.atInfo().addKeyValue("job", job.id()).log("job {}", e.getMessage());
    } catch (Exception e) {
      if (run.isCancelled()) {
        // What is stopped half-way fails in ways of its own: a pipe closes, a connection ends.
        end(run, new JobOutcome.Cancelled());
        LOG.atInfo().addKeyValue("job", job.id()).setCause(e).log("job stopped by a cancel");
        return;
      }
      String reason = JobFailures.reason(e);
      if (run.mayTryAgainAfter(e) && !run.isFinished()) {
        LOG.atWarn().addKeyValue("job", job.id()).setCause(e).log("job waits: {}", reason);
        var _ = run.postponed(reason);
        return;
      }
      LOG.atError().addKeyValue("job", job.id()).setCause(e).log("job failed: {}", reason);
      end(run, new JobOutcome.Failed(reason));
    }
  }

  private static void end(JobRun run, JobOutcome outcome) {
    if (run.isFinished()) {
      return;
    }
    try {
      run.finish(outcome, null, null);
    } catch (RuntimeException e) {
      // Its lease runs out and the next attempt ends it.
      LOG.atWarn().setCause(e).log("the end of job {} could not be kept", run.job().id());
    }
  }

  /** Each job on a thread of its own: one that cannot get through does not stop the others. */
  private void beat() {
    for (JobRun run : runs) {
      if (!run.isFinished()) {
        threads.execute(() -> beat(run));
      }
    }
  }

  private void beat(JobRun run) {
    try {
      run.beat();
    } catch (RuntimeException e) {
      if (!stopping) {
        LOG.atWarn().setCause(e).log("no heartbeat for job {}", run.job().id());
      }
    }
  }

  /** Gives up what is being done, for others to take at once. */
  @PreDestroy
  public void close() throws InterruptedException {
    stopping = true;
    heart.shutdownNow();
    runs.forEach(run -> run.stop(null, "this worker stops"));
    threads.shutdownNow();
    if (!threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
      LOG.warn("a job did not end in time; it is taken up again after its lease");
    }
    for (JobRun run : runs) {
      LOG.warn("job {} is left to its lease", run.job().id());
    }
  }
}
