package io.orchestratex.backup.policy;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.target.GoodBackups;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.kit.background.BackgroundThread;
import io.orchestratex.kit.background.OngoingFaults;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.readiness.StoreReady;
import io.orchestratex.kit.schedule.ManagedSchedules;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every few seconds what of the policies is due without a time of the clock, backups by age
 * and cleanups after a backup, and which backups are overdue. Each process does; what they order
 * carries a key, so that it is ordered once.
 */
@Singleton
final class PolicyKeeper {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyKeeper.class);

  private final PolicyStore policies;
  private final PolicyCatalog catalog;
  private final PolicyBackup backup;
  private final PolicyCleanup cleanup;
  private final GoodBackups goodBackups;
  private final OverdueStore overdue;
  private final DrillWatch drills;
  private final CopyWatch copies;
  private final Targets targets;
  private final ManagedSchedules schedules;
  private final InstantSource clock;
  private final OngoingFaults faults = new OngoingFaults();
  private final BackgroundThread rounds;

  PolicyKeeper(
      PolicyStore policies,
      PolicyCatalog catalog,
      PolicyBackup backup,
      PolicyCleanup cleanup,
      GoodBackups goodBackups,
      OverdueStore overdue,
      DrillWatch drills,
      CopyWatch copies,
      Targets targets,
      ManagedSchedules schedules,
      PolicySettings settings,
      InstantSource clock) {
    this.policies = policies;
    this.catalog = catalog;
    this.backup = backup;
    this.cleanup = cleanup;
    this.goodBackups = goodBackups;
    this.overdue = overdue;
    this.drills = drills;
    this.copies = copies;
    this.targets = targets;
    this.schedules = schedules;
    this.clock = clock;
    this.rounds =
        BackgroundThread.ofRounds(
            Thread.ofPlatform().name("policy-keeper").daemon(),
            settings.interval(),
            settings.interval(),
            this::keepAll,
            fault -> LOG.atError().log("policies cannot be followed: {}", fault));
  }

  @EventListener
  void onStoreReady(StoreReady ready) {
    rounds.start();
  }

  @PreDestroy
  void stop() throws InterruptedException {
    rounds.interrupt();
  }

  private void keepAll() {
    List<Policy> all = policies.all();
    for (Policy policy : all) {
      keep(policy);
    }
    List<String> names = all.stream().map(Policy::name).toList();
    overdue.retain(names, clock.instant());
    drills.retain(names, clock.instant());
    copies.retain(names, clock.instant());
  }

  private void keep(Policy policy) {
    try {
      PolicyDefinition definition = policy.definition();
      noticeOverdue(policy);
      if (definition.maxAge().isPresent() && !schedules.areAllPaused()) {
        orderByAge(policy);
      }
      if (definition.cleanup() == Cleanup.DAILY
          && definition.cleanups().isPresent()
          && !schedules.areAllPaused()
          && schedules.paused(List.of(policy.cleanupSchedule())).isEmpty()) {
        orderCleanup(policy);
      }
      faults.over(policy.name());
    } catch (RuntimeException e) {
      report(policy.name(), e);
    }
  }

  /** Once, until it is over. */
  private void report(String policy, RuntimeException e) {
    if (!rounds.isStopping() && faults.begins(policy)) {
      String reason = e instanceof FailureException known ? known.failure().detail() : "" + e;
      LOG.atError()
          .addKeyValue("policy", policy)
          .setCause(e)
          .log("policy cannot be followed: {}", reason);
    }
  }

  /** Also of a policy that is paused: what it promises is not there. */
  private void noticeOverdue(Policy policy) {
    List<String> of = targets.chosen(policy.definition().targets(), "/targets");
    Instant now = clock.instant();
    overdue.report(policy.name(), OverdueRules.late(policy, of, goodBackups.newest(of), now), now);
    drills.look(policy, of, now);
    copies.look(policy, now);
  }

  private void orderByAge(Policy policy) {
    List<String> of = targets.chosen(policy.definition().targets(), "/targets");
    Map<String, GoodBackup> newest = goodBackups.newest(of);
    Job last = catalog.newestBackupBy(policy.requester()).orElse(null);
    Optional<Instant> due =
        policy.definition().maxAge().flatMap(age -> PolicyAgeRules.due(age, of, newest, last));
    if (due.isPresent() && !due.get().isAfter(clock.instant())) {
      String id = backup.order(policy, "after " + (last == null ? "none" : last.id()));
      LOG.atInfo()
          .addKeyValue("policy", policy.name())
          .addKeyValue("job", id)
          .log("a backup was due by the age of the last one");
    }
  }

  private void orderCleanup(Policy policy) {
    catalog
        .newestBackupBy(policy.requester())
        .filter(job -> job.status() == JobStatus.SUCCEEDED)
        .ifPresent(job ->
            cleanup.order(
                policy, policy.requester(), "cleanup " + policy.name() + " after " + job.id()));
  }
}
