package io.orchestratex.backup.copy;

import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.kit.postgresql.Postgres;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Wants copies and orders the jobs that make them. */
@Singleton
public final class CopyOrders {

  private final Copies copies;
  private final JobStore store;
  private final Postgres postgres;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  CopyOrders(
      Copies copies,
      JobStore store,
      Postgres postgres,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.copies = copies;
    this.store = store;
    this.postgres = postgres;
    this.clock = clock;
    this.worker = worker;
  }

  /** A copy of a backup in a vault; null when there is none and never was. */
  public @Nullable Copy find(String backup, String vault) {
    return copies.of(backup).stream()
        .filter(copy -> copy.vault().equals(vault))
        .findFirst()
        .orElse(null);
  }

  /**
   * Wants a copy and orders its job at once, unless it is there or under way.
   *
   * @return id of the job that makes it or made it; empty when it was found in its vault
   */
  public Optional<String> want(Job backup, String vault, String by) {
    copies.want(backup.id(), vault, by, clock.instant());
    Copy copy = find(backup.id(), vault);
    if (copy == null) {
      return Optional.empty();
    }
    return copy.isComplete() || isUnderWay(copy)
        ? Optional.ofNullable(copy.job()).map(record -> record.job().id())
        : Optional.of(order(copy, backup.targets()));
  }

  private static boolean isUnderWay(Copy copy) {
    return copy.job() != null && !copy.job().job().status().isFinal();
  }

  /** Orders the next try of a copy; whoever else does so at the same time orders the same job. */
  String order(Copy copy, List<String> targets) {
    int tries = copy.tries() + 1;
    String id =
        postgres.inTransaction(_ -> {
          Job job =
              store.order(
                  CopyJobRules.of(copy.backup(), targets, copy.vault(), copy.requestedBy(), tries),
                  clock.instant());
          var _ = copies.begin(copy.backup(), copy.vault(), tries, job.id());
          return job.id();
        });
    worker.get().wake();
    return id;
  }

  /** Has a copy that is not there yet not be made; one that is under way ends within seconds. */
  public void cancel(Copy copy, String by) {
    if (isUnderWay(copy) && copy.job() != null) {
      store.change(
          copy.job().job().id(), new JobCommand.RequestCancel(by), clock.instant(), null, null);
    }
  }
}
