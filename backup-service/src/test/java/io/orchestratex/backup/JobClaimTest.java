package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobKinds;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobSettings;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.maintenance.Maintenance;
import io.orchestratex.backup.maintenance.MaintenanceStore;
import io.orchestratex.backup.maintenance.Maintenances;
import io.orchestratex.backup.restore.RestoreJobRules;
import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which job a worker gets, on the real PostgreSQL, and that it runs to its end. */
class JobClaimTest {

  private static final Duration LEASE = JobTable.LEASE;

  private final JobTable table = JobTable.shared();
  private final RunningBackupService service = table.service();
  private final JobStore store = table.store();

  @AfterEach
  void empty() {
    table.empty();
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
      table.ordered(
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
                together.await(60, TimeUnit.SECONDS);
                for (Optional<Job> job = claimed(each, owner);
                    job.isPresent();
                    job = claimed(each, owner)) {
                  assertThat(job.get().owner()).isEqualTo(owner);
                  claims.add(job.get().id());
                }
                return null;
              }));
        }
      }
      for (Future<?> each : all) {
        each.get(120, TimeUnit.SECONDS);
      }
    }
    assertThat(claims).hasSize(jobs).doesNotHaveDuplicates();
    for (String id : claims) {
      assertThat(store.find(id).orElseThrow().job().attempt()).isEqualTo(1);
    }
  }

  /** More claim than there are connections; as a worker does, one that got none asks again. */
  private static Optional<Job> claimed(JobStore store, String owner) {
    return Awaitility.await("a connection for " + owner)
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(FailureException.class)
        .until(() -> store.claim(owner, LEASE), _ -> true);
  }

  @Test
  void aRestoreWaitsForTheBackupThatRunsAndIsNotOvertakenByTheNext() {
    Job running = table.claimed(table.ordered(BackupJobRules.KIND, "a", null));
    Job restore = table.ordered(RestoreJobRules.KIND, "a", null);
    Job next = table.ordered(BackupJobRules.KIND, "a", null);

    assertThat(store.claim("w", LEASE)).isEmpty();
    assertThat(store.waitsFor(restore)).containsExactly(running.id());
    assertThat(store.waitsFor(next)).containsExactly(restore.id());

    table.finish(running);
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
  void aKindThatTheCoreHasNeverHeardOfRunsToItsEnd() throws Exception {
    SampleJob sample = service.bean(SampleJob.class);
    JobSettings settings =
        new JobSettings(
            1, Duration.ofMillis(50), Duration.ofMillis(300), LEASE, 3, Duration.ofMillis(20));
    Job ordered = table.ordered(sample.name(), "a", null);
    JobWorker worker = worker(sample, settings);
    worker.start();
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> table.find(ordered).status() == JobStatus.SUCCEEDED);
      assertThat(table.find(ordered).attempt()).isEqualTo(1);

      sample.meets(2);
      Job outage = table.ordered(sample.name(), "a", null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> table.find(outage).status() == JobStatus.SUCCEEDED);
      assertThat(table.find(outage).attempt()).as("what passes is tried again").isEqualTo(3);

      sample.meets(9);
      Job lasting = table.ordered(sample.name(), "a", null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> table.find(lasting).status() == JobStatus.FAILED);
      assertThat(table.find(lasting).attempt()).as("with a bound").isEqualTo(3);
      assertThat(table.find(lasting).failure()).isEqualTo("the sample server does not answer");
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
    Job job = table.claimed(table.ordered(BackupJobRules.KIND, "a", null));

    store.postpone(job.id(), job.attempt(), Duration.ofMinutes(1), "MongoDB does not answer");

    assertThat(store.find(job.id()).orElseThrow().waitsFor(store))
        .containsExactly("MongoDB does not answer");
    assertThat(store.claim("w", LEASE)).as("not before the pause is over").isEmpty();
    store.release(job.id(), job.attempt());
    assertThat(table.claimed(job).attempt()).isEqualTo(2);
    assertThat(store.find(job.id()).orElseThrow().waitsFor(store)).isEmpty();
  }

  /** What services take no changes for would go on without it. */
  private void keepsAMaintenance(ApplicationContext skewed) {
    try (Maintenances.Hold _ =
        service
            .bean(Maintenances.class)
            .hold("skewed", List.of("session-service"), "a restore", "ann")) {
      skewed.getBean(MaintenanceStore.class).endRunOut();
      for (Maintenances each :
          List.of(skewed.getBean(Maintenances.class), service.bean(Maintenances.class))) {
        assertThat(each.current()).extracting(Maintenance::id).contains("skewed");
      }
    }
    assertThat(skewed.getBean(Maintenances.class).current()).isEmpty();
  }

  /** The skewed one would take the held job first: it is the older one. */
  @Test
  void aReplicaWhoseClockIsWrongTakesNothingThatLives() {
    Job held = table.claimed(table.ordered("sample", "a", null));
    try (ApplicationContext skewed =
        service.run(
            Map.of(
                "orchestratex.backup.job.workers",
                1,
                "test.clock",
                Instant.now().plusSeconds(90).toString()))) {
      assertThat(skewed.getBean(InstantSource.class).instant()).isAfter(Instant.now().plus(LEASE));
      keepsAMaintenance(skewed);
      Job free = table.ordered("sample", "b", null);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> table.find(free).status() == JobStatus.SUCCEEDED);
      assertThat(table.find(held).attempt()).as("its worker lives").isEqualTo(1);
      assertThat(table.find(held).status()).isEqualTo(JobStatus.RUNNING);

      store.release(held.id(), held.attempt());
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> table.find(held).status() == JobStatus.SUCCEEDED);
      assertThat(table.find(held).attempt()).isEqualTo(2);
    }
  }

  @Test
  void aJobOfAKindThatThisProcessDoesNotKnowIsLeftToOthers() {
    Job unknown = table.ordered(BackupJobRules.KIND, "a", null);
    service.sql("UPDATE jobs SET kind = 'defragment' WHERE id = '" + unknown.id() + "'");

    assertThat(store.claim("w", LEASE)).isEmpty();
    assertThat(table.find(unknown).status()).isEqualTo(JobStatus.QUEUED);
  }
}
