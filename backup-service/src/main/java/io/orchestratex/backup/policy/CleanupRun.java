package io.orchestratex.backup.policy;

import io.orchestratex.backup.capture.BackupRemoval;
import io.orchestratex.backup.capture.ChunkCollection;
import io.orchestratex.backup.capture.VerifyJobRules;
import io.orchestratex.backup.catalog.Catalog;
import io.orchestratex.backup.hold.Holds;
import io.orchestratex.backup.job.JobHandler;
import io.orchestratex.backup.job.JobOutcome;
import io.orchestratex.backup.job.JobRun;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.policy.CleanupDetails.Marked;
import io.orchestratex.backup.policy.CleanupDetails.Spared;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.contracts.BackupEvent;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what the rules of a policy keep no longer. All that goes is marked first and kept in the
 * job; after a grace each is asked about again and removed, manifest first, its row last together
 * with the event. An attempt after a kill goes on with what is marked.
 */
@Singleton
final class CleanupRun implements JobHandler {

  private static final Logger LOG = LoggerFactory.getLogger(CleanupRun.class);
  private static final int MARKED = 10;
  private static final int REMOVED = 99;

  private final PolicyStore policies;
  private final RetentionPlanner planner;
  private final Holds holds;
  private final Catalog catalog;
  private final Vaults vaults;
  private final JobStore store;
  private final ChunkCollection collection;
  private final BackupRemoval removal;
  private final PolicySettings settings;
  private final InstantSource clock;

  CleanupRun(
      PolicyStore policies,
      RetentionPlanner planner,
      Holds holds,
      Catalog catalog,
      Vaults vaults,
      JobStore store,
      ChunkCollection collection,
      BackupRemoval removal,
      PolicySettings settings,
      InstantSource clock) {
    this.collection = collection;
    this.removal = removal;
    this.policies = policies;
    this.planner = planner;
    this.holds = holds;
    this.catalog = catalog;
    this.vaults = vaults;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return CleanupJobRules.KIND;
  }

  @Override
  public void run(JobRun run) throws IOException {
    CleanupDetails details = CleanupDetails.fromJson(run.details());
    try {
      if (run.isOutOfAttempts()) {
        throw FailureException.internal(
            "policy.cleanup-gave-up",
            "its worker died " + (run.job().attempt() - 1) + " times; the next cleanup goes on",
            null);
      }
      if (details.marked() == null) {
        Optional<CleanupDetails> marked = mark(run, details);
        if (marked.isEmpty()) {
          return;
        }
        details = marked.get();
      }
      details = remove(run, details);
      Objects.requireNonNull(details.marked()).stream()
          .map(Marked::vault)
          .distinct()
          .forEach(collection::request);
      finish(run, details);
    } finally {
      if (!run.isLost()) { // The next attempt goes on with the marks.
        holds.unmark(run.job().id());
      }
    }
  }

  /** Decides what goes; empty when the job has ended with that. */
  private Optional<CleanupDetails> mark(JobRun run, CleanupDetails details) {
    Optional<Policy> policy = policies.find(details.policy());
    if (policy.isEmpty()) {
      run.finish(
          new JobOutcome.Failed("the policy " + details.policy() + " was deleted"), null, null);
      return Optional.empty();
    }
    RetentionPlan plan = planner.plan(policy.get(), clock.instant());
    String blocked = plan.blocked();
    if (blocked != null) {
      LOG.atError()
          .addKeyValue("policy", details.policy())
          .log("the cleanup removed nothing: {}", blocked);
      run.finish(new JobOutcome.Failed(blocked), null, null);
      return Optional.empty();
    }
    CleanupDetails next = details;
    List<Marked> marked = new ArrayList<>();
    for (RetentionPlan.Line line : plan.going()) {
      Candidate backup = line.entry().candidate();
      Optional<Failure> refusal = holds.mark(backup.id(), run.job().id(), clock.instant());
      if (refusal.isPresent()) {
        next = next.withSpared(backup.id(), line.entry().vault(), refusal.get().detail());
      } else {
        marked.add(
            new Marked(
                backup.id(),
                line.entry().vault(),
                backup.targets(),
                backup.takenAt(),
                backup.storedBytes(),
                Objects.requireNonNull(line.decision().goes())));
      }
    }
    next = next.withMarked(marked);
    run.save(next.toJson());
    run.at("marked");
    if (!marked.isEmpty()) {
      await(run);
    }
    return Optional.of(next);
  }

  private void await(JobRun run) {
    CountDownLatch stopped = new CountDownLatch(1);
    try (var _ = run.onStop(stopped::countDown)) {
      var _ = stopped.await(settings.grace().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw run.abandoned("this worker stops");
    }
    run.checkpoint();
  }

  private CleanupDetails remove(JobRun run, CleanupDetails details) throws IOException {
    run.enter(CleanupJobRules.REMOVING, MARKED, REMOVED);
    List<Marked> marked = Objects.requireNonNull(details.marked());
    run.expect(marked.size());
    Map<CatalogEntry.Place, String> kept = keptNow(details, marked);
    CleanupDetails next = details;
    for (Marked each : marked) {
      run.checkpoint();
      String reason = kept.get(new CatalogEntry.Place(each.backup(), each.vault()));
      if (!next.isDone(each)) {
        next =
            reason == null
                ? remove(run, next, each)
                : next.withSpared(each.backup(), each.vault(), reason);
        run.save(next.toJson());
      }
      run.processed(1);
    }
    return next;
  }

  /** What is kept although it was marked: much may have changed since, most of all after a kill. */
  private Map<CatalogEntry.Place, String> keptNow(CleanupDetails details, List<Marked> marked) {
    Map<CatalogEntry.Place, String> kept = new HashMap<>();
    Optional<Policy> policy = policies.find(details.policy());
    if (policy.isEmpty()) {
      marked.forEach(each ->
          kept.put(new CatalogEntry.Place(each.backup(), each.vault()), "The policy was deleted."));
      return kept;
    }
    for (RetentionPlan.Line line : planner.plan(policy.get(), clock.instant()).lines()) {
      if (line.decision().isKept()) {
        kept.put(line.entry().place(), line.decision().keptBy().getFirst().text());
      }
    }
    return kept;
  }

  private CleanupDetails remove(JobRun run, CleanupDetails details, Marked each)
      throws IOException {
    Optional<Failure> refusal = holds.begin(each.backup(), run.job().id(), clock.instant());
    if (refusal.isPresent()) {
      // An attempt before this one may have ended between removing it and saying so.
      return refusal.get() instanceof Failure.NotFound
          ? details.withRemoved(each)
          : details.withSpared(each.backup(), each.vault(), refusal.get().detail());
    }
    try {
      vaults.requireUsable(each.vault());
      run.at("removing");
      if (removal.removeFrom(each.backup(), each.vault(), each.reason())) {
        run.at("copy-removed");
        holds.giveUp(each.backup());
        return details.withRemovedCopy(each);
      }
      catalog.files(each.vault(), each.backup()).delete();
    } catch (VaultLockedException e) {
      holds.giveUp(each.backup());
      return details.withSpared(each.backup(), each.vault(), locked(each, e));
    } catch (IOException | RuntimeException e) {
      if (!run.isLost()) {
        holds.giveUp(each.backup());
      }
      throw e;
    }
    run.at("files-removed");
    store.delete(
        each.backup(),
        VerifyJobRules.KIND,
        List.of(
            new BackupEvent.Expired(
                each.backup(),
                each.targets(),
                details.policy(),
                each.reason(),
                each.takenAt(),
                each.bytes(),
                clock.instant())));
    LOG.atInfo()
        .addKeyValue("backup", each.backup())
        .addKeyValue("policy", details.policy())
        .addKeyValue("bytes", each.bytes())
        .log("backup removed: {}", each.reason());
    run.at("removed");
    return details.withRemoved(each);
  }

  /** The store keeps it for a time that was set when it was taken; the next cleanup asks again. */
  private static String locked(Marked backup, VaultLockedException refusal) {
    LOG.atInfo()
        .addKeyValue("backup", backup.backup())
        .addKeyValue("vault", backup.vault())
        .log("the vault does not remove the backup yet: {}", refusal.getMessage());
    return "The vault " + backup.vault() + " keeps it: " + refusal.getMessage() + ".";
  }

  private static void finish(JobRun run, CleanupDetails details) {
    LOG.atInfo()
        .addKeyValue("policy", details.policy())
        .addKeyValue("removed", details.removed())
        .addKeyValue("spared", details.spared().stream().map(Spared::backup).toList())
        .addKeyValue("freed_bytes", details.freedBytes())
        .log("cleanup done");
    run.finish(
        new JobOutcome.Succeeded(new CleanupJobRules.Cleaned(details.removed().size())),
        details.toJson(),
        null);
  }
}
