package io.orchestratex.backup.policy;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.kit.schedule.CronTimes;
import io.orchestratex.kit.schedule.ManagedSchedules;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes, changes and deletes policies, each together with its schedules. */
@Singleton
final class Policies {

  private static final Logger LOG = LoggerFactory.getLogger(Policies.class);

  private final PolicyStore store;
  private final PolicyChecks checks;
  private final ManagedSchedules schedules;
  private final Postgres postgres;
  private final InstantSource clock;

  Policies(
      PolicyStore store,
      PolicyChecks checks,
      ManagedSchedules schedules,
      Postgres postgres,
      InstantSource clock) {
    this.store = store;
    this.checks = checks;
    this.schedules = schedules;
    this.postgres = postgres;
    this.clock = clock;
  }

  Policy get(String name) {
    return store
        .find(name)
        .orElseThrow(() ->
            FailureException.notFound(
                "policy.unknown", "There is no policy " + name + "; list those there are."));
  }

  Policy create(PolicyBody body, String by) {
    Instant now = now();
    String name = checks.name(body);
    Policy policy = new Policy(name, checks.definition(body, now), 1, by, now, now);
    postgres.inTransaction(_ -> {
      if (!store.insert(policy)) {
        throw FailureException.conflict(
            "policy.exists",
            "There is a policy " + name + " already; change it or choose another name.");
      }
      schedule(policy, by);
      return true;
    });
    changed(policy, "policy created");
    return policy;
  }

  Policy replace(String name, PolicyBody body, String by) {
    if (body.name() != null && !body.name().equals(name)) {
      throw FailureException.invalid("policy.invalid", "/name", "must be " + name + " or left out");
    }
    Policy before = get(name);
    requireVersion(before, body.version());
    Policy policy =
        new Policy(
            name,
            checks.definition(body, now()),
            before.version() + 1,
            before.createdBy(),
            before.createdAt(),
            now());
    postgres.inTransaction(_ -> {
      if (!store.replace(policy)) {
        throw stale(name);
      }
      schedule(policy, by);
      return true;
    });
    changed(policy, "policy changed");
    return policy;
  }

  void delete(String name) {
    Policy policy = get(name);
    postgres.inTransaction(_ -> {
      if (!store.delete(name, policy.version())) {
        throw stale(name);
      }
      policy.schedules().forEach(schedules::remove);
      return true;
    });
    changed(policy, "policy deleted");
  }

  private void schedule(Policy policy, String by) {
    PolicyDefinition definition = policy.definition();
    put(policy, policy.backupSchedule(), PolicyBackup.NAME, definition.times(), by);
    put(policy, policy.cleanupSchedule(), PolicyCleanup.NAME, definition.cleanups(), by);
    put(policy, policy.verifySchedule(), PolicyVerify.NAME, definition.checks(), by);
    put(policy, policy.drillSchedule(), PolicyDrill.NAME, definition.drills(), by);
    for (CopyTimes times : CopyTimes.values()) {
      if (times.cron().isPresent()) {
        putArchive(policy, times, by);
      }
    }
  }

  private void putArchive(Policy policy, CopyTimes times, String by) {
    Optional<CronTimes> due = policy.definition().copies(times);
    String schedule = policy.copySchedule(times);
    if (due.isEmpty()) {
      schedules.remove(schedule);
    } else {
      schedules.put(
          schedule,
          PolicyArchive.NAME,
          Map.of(PolicyBackup.POLICY, policy.name(), PolicyArchive.WHEN, times.text()),
          due.get(),
          by);
    }
  }

  private void put(
      Policy policy, String schedule, String action, Optional<CronTimes> times, String by) {
    if (times.isEmpty()) {
      schedules.remove(schedule);
    } else {
      schedules.put(schedule, action, Map.of(PolicyBackup.POLICY, policy.name()), times.get(), by);
    }
  }

  private void changed(Policy policy, String what) {
    policy.schedules().forEach(schedules::ring);
    LOG.atInfo()
        .addKeyValue("policy", policy.name())
        .addKeyValue("version", policy.version())
        .log(what);
  }

  private static void requireVersion(Policy stored, @Nullable Long version) {
    if (version != null && version != stored.version()) {
      throw stale(stored.name());
    }
  }

  private static FailureException stale(String name) {
    return FailureException.conflict(
        "policy.version-stale",
        "The policy " + name + " was changed meanwhile. Read it again and repeat the change.");
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
