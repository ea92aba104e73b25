package io.orchestratex.backup.policy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is backed up by itself, and which backups are kept.
 *
 * @param version grows with each change
 */
public record Policy(
    String name,
    PolicyDefinition definition,
    long version,
    String createdBy,
    Instant createdAt,
    Instant changedAt) {

  /** What its name may be. */
  static final String NAME = "[a-z0-9][a-z0-9-]{0,39}";

  /** Who orders its backups, in jobs, manifests and events. */
  String requester() {
    return requester(name);
  }

  static String requester(String policy) {
    return "policy:" + policy;
  }

  /** The schedule of its backups. */
  String backupSchedule() {
    return "policy-" + name;
  }

  /** The schedule of its cleanups. */
  String cleanupSchedule() {
    return "cleanup-" + name;
  }

  /** The schedule of the checks of all its backups. */
  String verifySchedule() {
    return "verify-" + name;
  }

  /** The schedule of its drills. */
  String drillSchedule() {
    return "drill-" + name;
  }

  /** The schedule of copies at these times. */
  String copySchedule(CopyTimes times) {
    return "copies-" + times.text() + "-" + name;
  }

  List<String> schedules() {
    return Stream.concat(
            Stream.of(backupSchedule(), cleanupSchedule(), verifySchedule(), drillSchedule()),
            Arrays.stream(CopyTimes.values())
                .filter(each -> each.cron().isPresent())
                .map(this::copySchedule))
        .toList();
  }

  /** Whether its rules are for a backup. */
  boolean covers(CatalogEntry backup, Collection<String> allTargets) {
    if (definition.covers() == Covers.OWN) {
      return backup.requestedBy().equals(requester());
    }
    List<String> targets = definition.targets();
    return (targets == null ? allTargets : targets).containsAll(backup.candidate().targets());
  }
}
