package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.job.Heartbeat;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobIds;
import io.orchestratex.backup.job.JobKinds;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobSettings;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.restore.RestoreJobRules;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The table of jobs on the real PostgreSQL, under workers that come all at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobStoreTest {

  private static final Duration LEASE = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private RunningBackupService service;
  private JobStore store;

  @BeforeAll
  void start() {
    service =
        new RunningBackupService(
            "jobstore", folder, "none", Map.of("orchestratex.backup.job.workers", 0));
    store = service.bean(JobStore.class);
  }

  @AfterEach
  void empty() {
    service.sql("DELETE FROM jobs");
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private Job ordered(String kind, String target, @Nullable String key) {
    return store.order(order(kind, target, key), Instant.now());
  }

  private static JobOrder order(String kind, String target, @Nullable String key) {
    return new JobOrder(
        kind,
        kind.equals(BackupJobRules.KIND) ? "" : "20010101_000000",
        List.of(target),
        null,
        "ann",
        null,
        "{}",
        key);
  }

  private Job claimed(Job job) {
    return store.claim(job.id(), "w", LEASE).orElseThrow();
  }

  private void finish(Job job) {
    store.change(
        job.id(),
        new JobCommand.Finish(job.attempt(), new JobOutcome.Failed("over")),
        Instant.now(),
        null,
        null);
  }

  @Test
  void noJobIsClaimedTwiceHoweverManyClaimAtOnce() throws Exception {
    List<JobStore> stores =
        List.of(
            store,
            service.another().getBean(JobStore.class),
            service.another().getBean(JobStore.class));
    int jobs = 120;
    for (int i = 0; i < jobs; i++) {
      // Restores each have their target to themselves; backups share one.
      ordered(
          i % 4 == 0 ? RestoreJobRules.KIND : BackupJobRules.KIND,
          i % 4 == 0 ? "t" + i : "all",
          null);
    }
    ConcurrentLinkedQueue<String> claims = new ConcurrentLinkedQueue<>();
    int threads = 16;
    CyclicBarrier together = new CyclicBarrier(threads * stores.size());
    try (ExecutorService workers = Executors.newFixedThreadPool(threads * stores.size())) {
      List<Future<?>> all = new ArrayList<>();
      for (JobStore each : stores) {
        for (int thread = 0; thread < threads; thread++) {
          String owner = "w" + all.size();
          all.add(
              workers.submit(() -> {
                together.await(30, TimeUnit.SECONDS);
                for (Optional<Job> job = each.claim(owner, LEASE);
                    job.isPresent();
                    job = each.claim(owner, LEASE)) {
                  assertThat(job.get().owner()).isEqualTo(owner);
                  claims.add(job.get().id());
                }
                return null;
              }));
        }
      }
      for (Future<?> each : all) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(claims).hasSize(jobs).doesNotHaveDuplicates();
    for (String id : claims) {
      assertThat(store.find(id).orElseThrow().job().attempt()).isEqualTo(1);
    }
  }

  @Test
  void workUnderALockStopsNoHeartbeatAndKeepsItsJob() throws Exception {
    Job slow =
        store
            .claim(ordered(BackupJobRules.KIND, "a", null).id(), "w", Duration.ofMillis(1))
            .orElseThrow();
    Job other = claimed(ordered(BackupJobRules.KIND, "b", null));
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService worker = Executors.newSingleThreadExecutor()) {
      Future<Boolean> fenced =
          worker.submit(() ->
              store.fenced(
                  slow.id(),
                  slow.attempt(),
                  LEASE,
                  () -> {
                    begun.countDown();
                    try {
                      assertThat(end.await(30, TimeUnit.SECONDS)).isTrue();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  }));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(beat(slow, LEASE))
          .as("without waiting")
          .isEqualTo(new Heartbeat(true, false, null));
      assertThat(beat(other, LEASE)).isEqualTo(new Heartbeat(true, true, null));
      // Its lease has long run out, and still nobody gets it.
      assertThat(store.claim(slow.id(), "thief", LEASE)).isEmpty();
      assertThatThrownBy(() ->
              store.change(
                  slow.id(), new JobCommand.RequestCancel("bob"), Instant.now(), null, null))
          .isInstanceOfSatisfying(
              FailureException.class, e -> assertThat(e.failure().code()).isEqualTo("job.busy"));

      Instant before = Instant.now();
      end.countDown();
      assertThat(fenced.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(store.find(slow.id()).orElseThrow().job().leaseUntil())
          .as("renewed in the same transaction")
          .isAfterOrEqualTo(before.plus(LEASE).minusSeconds(1));
    } finally {
      end.countDown();
    }
  }

  private Heartbeat beat(Job job, Duration lease) {
    return store.beat(job.id(), job.attempt(), Progress.NONE, lease);
  }

  @Test
  void aWorkerThatWasGivenUpDoesNothingUnderALock() throws IOException {
    Job first = claimed(ordered(BackupJobRules.KIND, "a", null));
    store.release(first.id(), first.attempt());
    Job second = claimed(first);
    assertThat(second.attempt()).isEqualTo(2);

    boolean done =
        store.fenced(
            first.id(),
            first.attempt(),
            LEASE,
            () -> {
              throw new IllegalStateException("must not run");
            });

    assertThat(done).isFalse();
    assertThat(beat(first, LEASE).held()).isFalse();
    assertThat(beat(second, LEASE).renewed()).isTrue();
  }

  @Test
  void whatFailsUnderALockStillRenewsTheLease() {
    Job job = claimed(ordered(BackupJobRules.KIND, "a", null));
    Duration longer = Duration.ofMinutes(15);
    Instant until = Instant.now().plus(longer);
    assertThatThrownBy(() ->
            store.fenced(
                job.id(),
                job.attempt(),
                longer,
                () -> {
                  throw new IOException("held");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("held");
    assertThat(store.find(job.id()).orElseThrow().job().leaseUntil())
        .isAfterOrEqualTo(until.minusSeconds(1));
  }

  @Test
  void ordersWithOneKeyAreOneJobEvenAtOnce() throws Exception {
    CyclicBarrier together = new CyclicBarrier(8);
    List<String> ids = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Job>> all =
          Stream.generate(() ->
                  threads.submit(() -> {
                    together.await(30, TimeUnit.SECONDS);
                    return ordered(RestoreJobRules.KIND, "a", "plan x");
                  }))
              .limit(8)
              .toList();
      for (Future<Job> each : all) {
        ids.add(each.get(30, TimeUnit.SECONDS).id());
      }
    }
    assertThat(ids).hasSize(8).containsOnly(ids.getFirst());
    assertThat(store.ordered("plan x").orElseThrow().job().id()).isEqualTo(ids.getFirst());
    finish(claimed(store.ordered("plan x").orElseThrow().job()));
    assertThat(ordered(RestoreJobRules.KIND, "a", "plan x").status())
        .as("also long after it ended")
        .isEqualTo(JobStatus.FAILED);
  }

  @Test
  void oneOfTwoRestoresOfATargetIsRefused() {
    Job first = ordered(RestoreJobRules.KIND, "a", "plan 1");

    assertThatThrownBy(() -> ordered(RestoreJobRules.KIND, "a", "plan 2"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("restore.in-progress")
        .hasMessageContaining(first.id());
    assertThat(ordered(RestoreJobRules.KIND, "b", "plan 3").status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void aRestoreWaitsForTheBackupThatRunsAndIsNotOvertakenByTheNext() {
    Job running = claimed(ordered(BackupJobRules.KIND, "a", null));
    Job restore = ordered(RestoreJobRules.KIND, "a", null);
    Job next = ordered(BackupJobRules.KIND, "a", null);

    assertThat(store.claim("w", LEASE)).isEmpty();
    assertThat(store.waitsFor(restore)).containsExactly(running.id());
    assertThat(store.waitsFor(next)).containsExactly(restore.id());

    finish(running);
    assertThat(store.claim("w", LEASE).map(Job::id)).contains(restore.id());
    assertThat(store.claim("w", LEASE)).isEmpty();
    Job safety =
        store.order(
            new JobOrder(
                BackupJobRules.KIND, "", List.of("a"), null, "ann", restore.id(), "{}", null),
            Instant.now());
    assertThat(store.claim("w", LEASE).map(Job::id)).contains(safety.id());
  }

  @Test
  void aBurstOfOrdersIsNamedWithinItsSecond() throws Exception {
    Instant now = Instant.parse("2026-11-21T10:43:00.250Z");
    List<JobStore> replicas = List.of(store, service.another().getBean(JobStore.class));
    int each = 20;
    int threads = 8;
    CyclicBarrier together = new CyclicBarrier(threads);
    List<String> ids = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(threads)) {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        JobStore replica = replicas.get(thread % replicas.size());
        all.add(
            callers.submit(() -> {
              together.await(30, TimeUnit.SECONDS);
              List<String> own = new ArrayList<>();
              for (int i = 0; i < each; i++) {
                own.add(replica.order(order(BackupJobRules.KIND, "a", null), now).id());
              }
              assertThat(own).as("in the order of the orders").isSorted();
              return own;
            }));
      }
      for (Future<List<String>> own : all) {
        ids.addAll(own.get(60, TimeUnit.SECONDS));
      }
    }
    assertThat(ids).hasSize(each * threads).doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> id.startsWith("20261121_104300") && JobIds.isId(id));
    String next = store.order(order(BackupJobRules.KIND, "a", null), now.plusSeconds(1)).id();
    assertThat(next).isEqualTo("20261121_104301");
    assertThat(ids).allMatch(id -> id.compareTo(next) < 0);
  }

  @Test
  void aKindThatTheCoreHasNeverHeardOfRunsToItsEnd() throws Exception {
    SampleJob sample = service.bean(SampleJob.class);
    JobSettings settings =
        new JobSettings(
            1, Duration.ofMillis(50), Duration.ofMillis(300), LEASE, 3, Duration.ofMillis(20));
    Job ordered = ordered(sample.name(), "a", null);
    JobWorker worker = worker(sample, settings);
    worker.start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> find(ordered).status() == JobStatus.SUCCEEDED);
      assertThat(find(ordered).attempt()).isEqualTo(1);

      sample.meets(2);
      Job outage = ordered(sample.name(), "a", null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> find(outage).status() == JobStatus.SUCCEEDED);
      assertThat(find(outage).attempt()).as("what passes is tried again").isEqualTo(3);

      sample.meets(9);
      Job lasting = ordered(sample.name(), "a", null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> find(lasting).status() == JobStatus.FAILED);
      assertThat(find(lasting).attempt()).as("with a bound").isEqualTo(3);
      assertThat(find(lasting).failure()).isEqualTo("the sample server does not answer");
    } finally {
      worker.close();
    }
  }

  private JobWorker worker(SampleJob sample, JobSettings settings) {
    return new JobWorker(
        store,
        settings,
        InstantSource.system(),
        service.bean(JobKinds.class),
        List.<JobHandler>of(sample),
        List.of());
  }

  @Test
  void aJobSaysWhichFaultItWaitsFor() {
    Job job = claimed(ordered(BackupJobRules.KIND, "a", null));

    store.postpone(job.id(), job.attempt(), Duration.ofMinutes(1), "MongoDB does not answer");

    assertThat(store.find(job.id()).orElseThrow().waitsFor(store))
        .containsExactly("MongoDB does not answer");
    assertThat(store.claim("w", LEASE)).as("not before the pause is over").isEmpty();
    store.release(job.id(), job.attempt());
    assertThat(claimed(job).attempt()).isEqualTo(2);
    assertThat(store.find(job.id()).orElseThrow().waitsFor(store)).isEmpty();
  }

  /** The skewed one would take the held job first: it is the older one. */
  @Test
  void aReplicaWhoseClockIsWrongTakesNothingThatLives() {
    Job held = claimed(ordered("sample", "a", null));
    try (ApplicationContext skewed =
        service.run(
            Map.of(
                "orchestratex.backup.job.workers",
                1,
                "test.clock",
                Instant.now().plusSeconds(90).toString()))) {
      assertThat(skewed.getBean(InstantSource.class).instant()).isAfter(Instant.now().plus(LEASE));
      Job free = ordered("sample", "b", null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> find(free).status() == JobStatus.SUCCEEDED);
      assertThat(find(held).attempt()).as("its worker lives").isEqualTo(1);
      assertThat(find(held).status()).isEqualTo(JobStatus.RUNNING);

      store.release(held.id(), held.attempt());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> find(held).status() == JobStatus.SUCCEEDED);
      assertThat(find(held).attempt()).isEqualTo(2);
    }
  }

  @Test
  void aCancelThatWasAcceptedIsNotOvertakenByTheSwap() {
    Job restore = claimed(ordered(RestoreJobRules.KIND, "a", null));
    store.change(restore.id(), new JobCommand.RequestCancel("bob"), Instant.now(), null, null);

    assertThatThrownBy(() ->
            store.change(
                restore.id(),
                new JobCommand.Enter(restore.attempt(), "swapping"),
                Instant.now(),
                null,
                null))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("job.cancelled");
    assertThat(find(restore).phase()).isEqualTo("verifying");
  }

  private Job find(Job job) {
    return store.find(job.id()).orElseThrow().job();
  }

  @Test
  void aJobOfAKindThatThisProcessDoesNotKnowIsLeftToOthers() {
    Job unknown = ordered(BackupJobRules.KIND, "a", null);
    service.sql("UPDATE jobs SET kind = 'defragment' WHERE id = '" + unknown.id() + "'");

    assertThat(store.claim("w", LEASE)).isEmpty();
    assertThat(find(unknown).status()).isEqualTo(JobStatus.QUEUED);
  }

  @Test
  void theLatestBackupIsNoSafetyBackupOfARestore() {
    String ordered = succeeded("nightly", null).id();
    succeeded(BackupJobRules.SAFETY_LABEL, "20010101_000001");
    Job adopted =
        Job.queued(
                "20990101_000000",
                labelled(BackupJobRules.SAFETY_LABEL, "20010101_000002"),
                Instant.now())
            .with(draft -> draft.status = JobStatus.SUCCEEDED);
    assertThat(store.adopt(adopted, "{}")).isTrue();

    assertThat(latest().job().id()).isEqualTo(ordered);
    String unlabelled = succeeded(null, null).id();
    assertThat(latest().job().id()).isEqualTo(unlabelled);
    String own = succeeded(BackupJobRules.SAFETY_LABEL, null).id();
    assertThat(latest().job().id()).as("a user's own label says nothing").isEqualTo(own);
  }

  @Test
  void theLatestOfATargetIsTheNewestThatHoldsIt() {
    Job both = succeeded(null, null);
    service.sql("UPDATE jobs SET targets = '{a,b}'");
    Job later = succeeded(null, null);

    assertThat(store.latestOf(BackupJobRules.KIND, "b").orElseThrow().job().id())
        .isEqualTo(both.id());
    assertThat(store.latestOf(BackupJobRules.KIND, "a").orElseThrow().job().id())
        .isEqualTo(later.id());
    assertThat(store.latestOf(BackupJobRules.KIND, "c")).isEmpty();
  }

  private JobRecord latest() {
    return store.latest(BackupJobRules.KIND).orElseThrow();
  }

  private static JobOrder labelled(@Nullable String label, @Nullable String parent) {
    return new JobOrder(BackupJobRules.KIND, "", List.of("a"), label, "ann", parent, "{}", null);
  }

  private Job succeeded(@Nullable String label, @Nullable String parent) {
    Job job = claimed(store.order(labelled(label, parent), Instant.now()));
    return store.change(
        job.id(),
        new JobCommand.Finish(
            job.attempt(), new JobOutcome.Succeeded(new BackupJobRules.Taken(1, 1, 1, List.of()))),
        Instant.now(),
        null,
        null);
  }

  @Test
  void eachAttemptOfARestoreHasOneSafetyBackup() {
    Backups backups = service.bean(Backups.class);
    Job first = claimed(ordered(RestoreJobRules.KIND, "mongodb", null));
    String safety = backups.orderSafety(first).id();

    assertThat(backups.orderSafety(first).id()).as("told again").isEqualTo(safety);
    store.release(first.id(), first.attempt());
    Job second = backups.orderSafety(claimed(first));
    assertThat(second.id()).isNotEqualTo(safety);
    assertThat(second.parent()).isEqualTo(first.id());
    assertThat(second.label()).isEqualTo(BackupJobRules.SAFETY_LABEL);
  }
}
