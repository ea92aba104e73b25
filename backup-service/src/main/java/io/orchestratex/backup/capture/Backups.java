package io.orchestratex.backup.capture;

import io.orchestratex.backup.capture.BackupDetails.PartDetails;
import io.orchestratex.backup.catalog.Manifest;
import io.orchestratex.backup.copy.Places;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.hold.Holds;
import io.orchestratex.backup.job.Job;
import io.orchestratex.backup.job.JobCommand;
import io.orchestratex.backup.job.JobIds;
import io.orchestratex.backup.job.JobOrder;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.job.JobWorker;
import io.orchestratex.backup.target.Targets;
import io.orchestratex.backup.vault.VaultLockedException;
import io.orchestratex.backup.vault.Vaults;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Orders backups and checks, and finds them again. */
@Singleton
public final class Backups {

  private static final String LATEST = "latest";

  private final JobStore store;
  private final Targets targets;
  private final VaultKeeper keeper;
  private final Vaults vaults;
  private final Holds holds;
  private final Places places;
  private final BackupRemoval removal;
  private final InstantSource clock;
  private final Provider<JobWorker> worker;

  Backups(
      JobStore store,
      Targets targets,
      VaultKeeper keeper,
      Vaults vaults,
      Holds holds,
      Places places,
      BackupRemoval removal,
      InstantSource clock,
      Provider<JobWorker> worker) {
    this.places = places;
    this.removal = removal;
    this.store = store;
    this.targets = targets;
    this.keeper = keeper;
    this.vaults = vaults;
    this.holds = holds;
    this.clock = clock;
    this.worker = worker;
  }

  /**
   * Orders a backup.
   *
   * @param selections what of each target; empty for all of them
   * @param vault name of the vault to keep it in
   * @param key orders of a caller with the same key make one backup; null is no key
   * @throws FailureException Invalid when the key was used for another order
   */
  public Job order(
      List<String> of,
      Map<String, Selection> selections,
      String vault,
      @Nullable String label,
      String requestedBy,
      @Nullable String key) {
    vaults.requireUsable(vault);
    String scoped = key == null ? null : "backup " + requestedBy + " " + key;
    Job job =
        ordered(
            BackupDetails.ordered(vault, waiting(of), selections),
            of,
            label,
            requestedBy,
            null,
            scoped);
    if (key != null
        && !(job.targets().equals(of)
            && Objects.equals(job.label(), label)
            && isOf(get(job.id()), vault, selections))) {
      throw IdempotencyKey.reused();
    }
    return job;
  }

  /**
   * Orders a backup of the files of whole servers.
   *
   * @param of targets whose engines are able to
   * @param key orders of a caller with the same key make one backup; null is no key
   * @throws FailureException Invalid when the key was used for another order
   */
  Job orderPhysical(
      List<String> of,
      String vault,
      @Nullable String label,
      String requestedBy,
      @Nullable String key) {
    vaults.requireUsable(vault);
    String scoped = key == null ? null : "backup " + requestedBy + " " + key;
    Job job =
        ordered(BackupDetails.physical(vault, waiting(of)), of, label, requestedBy, null, scoped);
    if (key != null) {
      BackupDetails details = BackupDetails.fromJson(get(job.id()).details());
      if (!(job.targets().equals(of)
          && Objects.equals(job.label(), label)
          && details.isPhysical()
          && details.vault().equals(vault))) {
        throw IdempotencyKey.reused();
      }
    }
    return job;
  }

  /**
   * Orders what a restore keeps of its targets before it changes them; one for each attempt.
   *
   * @param vault that the restored backup is read from: it is known to answer
   * @param users whether the restore changes accounts
   */
  public Job orderSafety(Job restore, String vault, boolean users) {
    return ordered(
        BackupDetails.ordered(
            vault,
            waiting(restore.targets()),
            users ? targets.withUsers(restore.targets()) : Map.of()),
        restore.targets(),
        BackupJobRules.SAFETY_LABEL,
        restore.requestedBy(),
        restore.id(),
        "safety " + restore.id() + " " + restore.attempt() + " " + vault);
  }

  private static boolean isOf(JobRecord backup, String vault, Map<String, Selection> selections) {
    BackupDetails details = BackupDetails.fromJson(backup.details());
    return !details.isPhysical()
        && details.vault().equals(vault)
        && Objects.requireNonNullElse(details.selections(), Map.of()).equals(selections);
  }

  private static String vaultOf(JobRecord backup) {
    return BackupDetails.fromJson(backup.details()).vault();
  }

  private List<PartDetails> waiting(List<String> of) {
    return of.stream().map(id -> PartDetails.waiting(id, targets.get(id).engine().name())).toList();
  }

  private Job ordered(
      BackupDetails details,
      List<String> of,
      @Nullable String label,
      String requestedBy,
      @Nullable String parent,
      @Nullable String key) {
    Job job =
        store.order(
            new JobOrder(
                BackupJobRules.KIND, "", of, label, requestedBy, parent, details.toJson(), key),
            clock.instant());
    worker.get().wake();
    return job;
  }

  /**
   * A backup by id, or for {@code latest} the newest full one that succeeded. Safety backups of
   * restores do not count: they hold what a restore was to replace.
   */
  public JobRecord get(String id) {
    if (id.equals(LATEST)) {
      return latest(List.of(), null);
    }
    Optional<JobRecord> known = knownById(store, id);
    if (known.isEmpty() && JobIds.isId(id)) {
      keeper.adopt(id);
      known = store.find(id);
    }
    return known
        .filter(found -> found.job().kind().equals(BackupJobRules.KIND))
        .orElseThrow(() ->
            FailureException.notFound(
                "backup.unknown",
                "There is no backup "
                    + id
                    + "; GET /api/v1/backups lists those there are, and latest is the"
                    + " newest that is no restore's safety backup."));
  }

  /**
   * The newest full backup that succeeded and holds all of some targets, or where none is named,
   * all of its own.
   *
   * @param at when it was ordered at the latest; null is any time
   */
  private JobRecord latest(List<String> targets, @Nullable Instant at) {
    return store
        .latest(BackupJobRules.KIND, targets, at)
        .orElseThrow(() ->
            FailureException.notFound(
                "backup.unknown",
                (at == null
                        ? "There is no backup yet"
                        : "There is no backup that was ordered at " + at + " or before")
                    + (targets.isEmpty()
                        ? " but what restores kept for safety."
                        : " that holds " + String.join(" and ", targets) + ".")));
  }

  /** A job by its id; a text without the form of an id is not looked up. */
  public static Optional<JobRecord> knownById(JobStore store, String id) {
    return JobIds.isId(id) ? store.find(id) : Optional.empty();
  }

  /** A backup that can be read. */
  public JobRecord getTaken(String id) {
    return taken(get(id));
  }

  /**
   * The same for a part of it.
   *
   * @param targets for {@code latest}: what it must hold
   */
  public JobRecord getTaken(String id, List<String> targets) {
    return id.equals(LATEST) ? taken(latest(targets, null)) : getTaken(id);
  }

  /** The newest that was ordered at a time or before it, and can be read. */
  public JobRecord getTakenAt(Instant at, List<String> targets) {
    return taken(latest(targets, at));
  }

  private JobRecord taken(JobRecord found) {
    if (found.job().status() != JobStatus.SUCCEEDED) {
      throw FailureException.conflict(
          "backup.not-taken",
          "Backup " + found.job().id() + " is " + found.job().state() + ": it cannot be used.");
    }
    if (holds.isBeingRemoved(found.job().id())) {
      throw FailureException.conflict(
          "backup.being-removed",
          "Backup " + found.job().id() + " is being removed: it cannot be used any more.");
    }
    return found;
  }

  /**
   * The manifest of a backup, from its vault, or from that of a copy where it is not there.
   *
   * @throws IOException why its own vault does not hand it out, when no other one does either
   */
  public Manifest manifest(String id) throws IOException {
    return manifest(id, null);
  }

  /**
   * The same.
   *
   * @param vault the only vault to read it from; null for any that has it
   */
  public Manifest manifest(String id, @Nullable String vault) throws IOException {
    String backup = get(id).job().id();
    return places.manifest(backup, vault == null ? places.of(backup) : List.of(vault));
  }

  /** The same, for an answer to a request. */
  public Manifest requireManifest(String id) {
    return requireManifest(id, null);
  }

  /**
   * The same, out of a vault that a query parameter names.
   *
   * @param vault null for whichever has it
   */
  public Manifest requireManifest(String id, @Nullable String vault) {
    return requireManifest(id, vault, "?vault");
  }

  /**
   * The same, out of a vault that a field names.
   *
   * @param vault null for whichever has it
   */
  public Manifest requireManifest(String id, @Nullable String vault, String field) {
    return places.require(get(id).job().id(), vault, field);
  }

  void cancel(String id, String by) {
    store.change(get(id).job().id(), new JobCommand.RequestCancel(by), clock.instant(), null, null);
  }

  /**
   * Holds a backup: nothing deletes it until it is released.
   *
   * @param id of one that has not failed; {@code latest} is the one that is so now
   */
  void hold(String id, String reason, String by) {
    Job backup = get(id).job();
    if (backup.status() == JobStatus.FAILED || backup.status() == JobStatus.CANCELLED) {
      throw FailureException.conflict(
          "backup.not-taken",
          "Backup " + backup.id() + " is " + backup.state() + ": there is nothing to hold.");
    }
    holds.hold(backup.id(), reason, by, clock.instant());
  }

  /** Ends the hold of a backup; one that is not held stays so. */
  void release(String id) {
    holds.release(get(id).job().id());
  }

  /**
   * Orders a check; the one that is under way counts.
   *
   * @param vault the only vault to read it from; null for all that have it
   */
  void verify(String id, @Nullable String vault, String by) {
    JobRecord found = getTaken(id);
    Job backup = found.job();
    places.requireIn(backup.id(), vault, "?vault");
    String home = vaultOf(found);
    String kind =
        vault == null || vault.equals(home) ? VerifyJobRules.KIND : CopyVerifyJobRules.KIND;
    boolean underWay =
        store.unfinishedAbout(backup.id()).stream()
            .anyMatch(job -> job.kind().equals(kind) && Objects.equals(job.label(), vault));
    if (underWay) {
      return;
    }
    vaults.requireUsable(vault == null ? home : vault);
    store.order(VerifyJobRules.of(kind, backup, by, vault, null), clock.instant());
    worker.get().wake();
  }

  /**
   * Orders the check of a backup for a schedule, and answers the id of its job; only the database
   * is asked.
   *
   * @param key names the order: a second one makes no second check
   */
  public String orderCheck(String id, String by, String key) {
    String check =
        store.order(VerifyJobRules.of(getTaken(id).job(), by, key), clock.instant()).id();
    worker.get().wake();
    return check;
  }

  /** The id of a backup to delete: {@code latest} said twice would delete two. */
  static String ownId(String id) {
    if (id.equals(LATEST)) {
      throw FailureException.conflict(
          "backup.id-needed",
          "A backup is deleted by its own id only; GET /api/v1/backups/latest shows it.");
    }
    return id;
  }

  /** Deletes one, with all its copies. */
  void delete(String id, String by) {
    JobRecord found = get(ownId(id));
    Job backup = found.job();
    holds
        .begin(backup.id(), by, clock.instant())
        .ifPresent(failure -> {
          throw new FailureException(failure);
        });
    try {
      removal.removeEverywhere(backup.id(), vaultOf(found), by);
    } catch (VaultLockedException e) {
      holds.giveUp(backup.id());
      throw FailureException.conflict(
          "backup.locked", "The backup stays as it is: " + e.getMessage() + ".");
    } catch (IOException e) {
      holds.giveUp(backup.id());
      throw FailureException.unavailable(
          "backup.vault-unavailable", "The vault does not delete: " + e.getMessage(), e);
    }
    store.delete(backup.id(), VerifyJobRules.KIND);
  }
}
