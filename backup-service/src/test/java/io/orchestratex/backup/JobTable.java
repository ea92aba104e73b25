package io.orchestratex.backup;

import io.orchestratex.backup.capture.BackupJobRules;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of jobs of one service that takes none of them itself, for all tests of jobs. */
final class JobTable {

  static final Duration LEASE = Duration.ofSeconds(30);

  private static @Nullable JobTable shared;

  private final RunningBackupService service;
  private final JobStore store;

  private JobTable(Path folder) {
    service =
        new RunningBackupService(
            "jobstore", folder, "none", Map.of("orchestratex.backup.job.workers", 0));
    store = service.bean(JobStore.class);
  }

  /** Started at the first use; it ends with the process. */
  static synchronized JobTable shared() {
    JobTable running = shared;
    if (running == null) {
      try {
        running = new JobTable(Files.createTempDirectory("jobs"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(running.service::close));
      shared = running;
    }
    return running;
  }

  RunningBackupService service() {
    return service;
  }

  JobStore store() {
    return store;
  }

  void empty() {
    service.sql("DELETE FROM jobs");
  }

  Job ordered(String kind, String target, @Nullable String key) {
    return store.order(order(kind, target, key), Instant.now());
  }

  static JobOrder order(String kind, String target, @Nullable String key) {
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

  Job claimed(Job job) {
    return store.claim(job.id(), "w", LEASE).orElseThrow();
  }

  void finish(Job job) {
    store.change(
        job.id(),
        new JobCommand.Finish(job.attempt(), new JobOutcome.Failed("over")),
        Instant.now(),
        null,
        null);
  }

  Job find(Job job) {
    return store.find(job.id()).orElseThrow().job();
  }
}
