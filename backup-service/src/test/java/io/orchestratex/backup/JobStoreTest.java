package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.capture.Backups;
import io.orchestratex.backup.job.Heartbeat;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobIds;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.Progress;
import io.orchestratex.backup.restore.RestoreJobRules;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The table of jobs on the real PostgreSQL, under workers that come all at once. */
class JobStoreTest {

  private static final Duration LEASE = JobTable.LEASE;

  private final JobTable table = JobTable.shared();
  private final RunningBackupService service = table.service();
  private final JobStore store = table.store();

  @AfterEach
  void empty() {
    table.empty();
  }

  @Test
  void workUnderALockStopsNoHeartbeatAndKeepsItsJob() throws Exception {
    Job slow =
        store
            .claim(table.ordered(BackupJobRules.KIND, "a", null).id(), "w", Duration.ofMillis(1))
            .orElseThrow();
    Job other = table.claimed(table.ordered(BackupJobRules.KIND, "b", null));
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
  void howFarAJobIsIsKeptAndHowLongItTakesStillUntilItEnds() {
    Job job = table.claimed(table.ordered(BackupJobRules.KIND, "a", null));
    Progress some = new Progress(40, 100, 250, 3, 60L, job.phase(), "shop.orders");
    assertThat(store.beat(job.id(), job.attempt(), some, LEASE).renewed()).isTrue();

    assertThat(store.find(job.id()).orElseThrow().progress()).isEqualTo(some);

    store.change(
        job.id(),
        new JobCommand.Finish(job.attempt(), new JobOutcome.Failed("the disk is full")),
        Instant.now(),
        null,
        null);
    Progress ended = store.find(job.id()).orElseThrow().progress();
    assertThat(ended.secondsLeft()).isNull();
    assertThat(ended.items()).isEqualTo(3);
  }

  @Test
  void aWorkerThatWasGivenUpDoesNothingUnderALock() throws IOException {
    Job first = table.claimed(table.ordered(BackupJobRules.KIND, "a", null));
    store.release(first.id(), first.attempt());
    Job second = table.claimed(first);
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
    Job job = table.claimed(table.ordered(BackupJobRules.KIND, "a", null));
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
                    return table.ordered(RestoreJobRules.KIND, "a", "plan x");
                  }))
              .limit(8)
              .toList();
      for (Future<Job> each : all) {
        ids.add(each.get(30, TimeUnit.SECONDS).id());
      }
    }
    assertThat(ids).hasSize(8).containsOnly(ids.getFirst());
    assertThat(store.ordered("plan x").orElseThrow().job().id()).isEqualTo(ids.getFirst());
    table.finish(table.claimed(store.ordered("plan x").orElseThrow().job()));
    assertThat(table.ordered(RestoreJobRules.KIND, "a", "plan x").status())
        .as("also long after it ended")
        .isEqualTo(JobStatus.FAILED);
  }

  @Test
  void oneOfTwoRestoresOfATargetIsRefused() {
    Job first = table.ordered(RestoreJobRules.KIND, "a", "plan 1");

    assertThatThrownBy(() -> table.ordered(RestoreJobRules.KIND, "a", "plan 2"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("restore.in-progress")
        .hasMessageContaining(first.id());
    assertThat(table.ordered(RestoreJobRules.KIND, "b", "plan 3").status())
        .isEqualTo(JobStatus.QUEUED);
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
                own.add(replica.order(JobTable.order(BackupJobRules.KIND, "a", null), now).id());
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
    String next =
        store.order(JobTable.order(BackupJobRules.KIND, "a", null), now.plusSeconds(1)).id();
    assertThat(next).isEqualTo("20261121_104301");
    assertThat(ids).allMatch(id -> id.compareTo(next) < 0);
  }

  @Test
  void aCancelThatWasAcceptedIsNotOvertakenByTheSwap() {
    Job restore = table.claimed(table.ordered(RestoreJobRules.KIND, "a", null));
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
    assertThat(table.find(restore).phase()).isEqualTo("verifying");
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
    return store.latest(BackupJobRules.KIND, List.of(), null).orElseThrow();
  }

  private static JobOrder labelled(@Nullable String label, @Nullable String parent) {
    return new JobOrder(BackupJobRules.KIND, "", List.of("a"), label, "ann", parent, "{}", null);
  }

  private Job succeeded(@Nullable String label, @Nullable String parent) {
    Job job = table.claimed(store.order(labelled(label, parent), Instant.now()));
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
    Job first = table.claimed(table.ordered(RestoreJobRules.KIND, "mongodb", null));
    String safety = backups.orderSafety(first, Vaults.DEFAULT, false).id();

    assertThat(backups.orderSafety(first, Vaults.DEFAULT, false).id())
        .as("told again")
        .isEqualTo(safety);
    store.release(first.id(), first.attempt());
    Job second = backups.orderSafety(table.claimed(first), Vaults.DEFAULT, false);
    assertThat(second.id()).isNotEqualTo(safety);
    assertThat(second.parent()).isEqualTo(first.id());
    assertThat(second.label()).isEqualTo(BackupJobRules.SAFETY_LABEL);
  }
}
