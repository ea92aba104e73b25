package io.orchestratex.backup.policy;

import io.orchestratex.backup.copy.Copies;
import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.CopyOrders;
import io.orchestratex.backup.copy.CopyOverdueStore;
import io.orchestratex.backup.copy.CopyRules;
import io.orchestratex.backup.copy.CopySettings;
import io.orchestratex.backup.job.JobRecord;
import io.orchestratex.backup.job.JobStore;
import io.orchestratex.backup.policy.PolicyView.CopiedTo;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Wants the copies that policies promise, and notices those that are not there. */
@Singleton
final class CopyWatch {

  private final PolicyCatalog catalog;
  private final RetentionPlanner planner;
  private final Copies copies;
  private final CopyOrders orders;
  private final CopyOverdueStore overdue;
  private final JobStore store;
  private final CopySettings settings;
  private final Map<String, String> looked = new ConcurrentHashMap<>();

  CopyWatch(
      PolicyCatalog catalog,
      RetentionPlanner planner,
      Copies copies,
      CopyOrders orders,
      CopyOverdueStore overdue,
      JobStore store,
      CopySettings settings) {
    this.catalog = catalog;
    this.planner = planner;
    this.copies = copies;
    this.orders = orders;
    this.overdue = overdue;
    this.store = store;
    this.settings = settings;
  }

  /** Also of a policy that is paused: its backups are there and belong into their vaults. */
  void look(Policy policy, Instant now) {
    List<Copy> mine =
        copies.wanted().stream()
            .filter(copy -> copy.requestedBy().equals(policy.requester()))
            .toList();
    for (Copy copy : mine) {
      if (policy.definition().copyTo(copy.vault()).isEmpty()) {
        giveUp(copy, "The policy " + policy.name() + " copies nothing there any more.", now);
      }
    }
    wantEach(policy, now);
    overdue.report(
        policy.name(),
        CopyOverdueRules.late(
            mine.stream()
                .filter(copy -> policy.definition().copyTo(copy.vault()).isPresent())
                .toList(),
            settings.overdue(),
            now),
        now);
  }

  private void giveUp(Copy copy, String why, Instant now) {
    orders.cancel(copy, copy.requestedBy());
    copies.removed(copy.backup(), copy.vault(), why, now);
  }

  /** Those of the backups that a vault is to keep and that were never wanted there. */
  private void wantEach(Policy policy, Instant now) {
    List<PolicyCopy> each =
        policy.definition().copies().stream()
            .filter(copy -> copy.times() == CopyTimes.EACH)
            .toList();
    String state = policy.version() + " " + newest(policy);
    if (each.isEmpty()
        || (policy.definition().covers() == Covers.OWN
            && state.equals(looked.get(policy.name())))) {
      return; // Nothing has been taken since the last look.
    }
    List<CatalogEntry> all = catalog.entries();
    Map<String, List<Copy>> known =
        copies.of(all.stream().map(entry -> entry.candidate().id()).toList());
    for (PolicyCopy copy : each) {
      for (CatalogEntry entry : planner.wantedIn(copy.vault(), policy, all, now)) {
        if (isFit(copy, entry)
            && known.getOrDefault(entry.candidate().id(), List.of()).stream()
                .noneMatch(one -> one.vault().equals(copy.vault()))) {
          want(policy, copy, entry);
        }
      }
    }
    looked.put(policy.name(), state);
  }

  private String newest(Policy policy) {
    return catalog
        .newestBackupBy(policy.requester())
        .map(job -> job.id() + " " + job.status())
        .orElse("none");
  }

  /** Safety backups of restores stay where they are, damaged ones are not spread. */
  private static boolean isFit(PolicyCopy copy, CatalogEntry entry) {
    Candidate backup = entry.candidate();
    return backup.counts()
        && !entry.vault().equals(copy.vault())
        && (backup.important() || !copy.onlyImportant());
  }

  private Optional<String> want(Policy policy, PolicyCopy copy, CatalogEntry entry) {
    Optional<JobRecord> backup = store.find(entry.candidate().id());
    return backup.flatMap(row -> orders.want(row.job(), copy.vault(), policy.requester()));
  }

  /**
   * Wants what a time of the clock is for: the important backups, or the newest good one.
   *
   * @return ids of the jobs that make the copies
   */
  Set<String> archive(Policy policy, CopyTimes times) {
    Set<String> jobs = new HashSet<>();
    List<CatalogEntry> all = catalog.entries();
    for (PolicyCopy copy : policy.definition().copies()) {
      if (copy.times() == times) {
        List<CatalogEntry> fit =
            planner.covered(policy, all).stream().filter(entry -> isFit(copy, entry)).toList();
        (copy.onlyImportant() ? fit : newest(fit))
            .forEach(entry -> want(policy, copy, entry).ifPresent(jobs::add));
      }
    }
    return jobs;
  }

  private static List<CatalogEntry> newest(List<CatalogEntry> fit) {
    return fit.stream()
        .filter(entry -> entry.candidate().isGood())
        .max(
            Comparator.comparing((CatalogEntry entry) -> entry.candidate().takenAt())
                .thenComparing(entry -> entry.candidate().id()))
        .stream()
        .toList();
  }

  void retain(Collection<String> policies, Instant now) {
    Set<String> requesters = new HashSet<>();
    policies.forEach(name -> requesters.add(Policy.requester(name)));
    for (Copy copy : copies.wanted()) {
      if (copy.requestedBy().startsWith(Policy.requester(""))
          && !requesters.contains(copy.requestedBy())) {
        giveUp(copy, "The policy was deleted.", now);
      }
    }
    overdue.retain(policies, now);
  }

  /** How the copies of a policy stand in each of its further vaults. */
  List<CopiedTo> states(Policy policy) {
    if (policy.definition().copies().isEmpty()) {
      return List.of();
    }
    List<CatalogEntry> all = catalog.entries();
    List<Copy> wanted =
        copies.wanted().stream()
            .filter(copy -> copy.requestedBy().equals(policy.requester()))
            .filter(CopyRules::isOutstanding)
            .toList();
    return policy.definition().copies().stream()
        .map(PolicyCopy::whole)
        .map(copy -> {
          List<Copy> outstanding =
              wanted.stream().filter(each -> each.vault().equals(copy.vault())).toList();
          return new CopiedTo(
              copy.vault(),
              copy.times(),
              copy.onlyImportant() ? CopyOnly.IMPORTANT : CopyOnly.ALL,
              copy.keep(),
              planner.coveredAnywhere(policy, all).stream()
                  .filter(entry -> entry.vault().equals(copy.vault()))
                  .count(),
              outstanding.size(),
              outstanding.isEmpty() ? null : CopyRules.problem(outstanding.getFirst()));
        })
        .toList();
  }
}
