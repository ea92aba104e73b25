package io.orchestratex.alert.lifecycle;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where alerts are read. Thread-safe. */
public interface AlertStore {

  /** Newest first. */
  Page<Alert> list(Filter filter, PageRequest page);

  Optional<Alert> find(String id);

  /** The alerts of a case, newest first, at most 100. */
  List<Alert> ofCase(String caseId);

  /** Open alerts per severity; each severity is present. */
  Map<Severity, Long> openBySeverity();

  /** When the condition of an open alert was seen last; empty when none is open. */
  Optional<Instant> lastSeenOfOpen(String fingerprint);

  /** Ids of the open alerts of a rule. */
  List<String> openOfRule(String rule);

  /** The rules that have open alerts. */
  Set<String> rulesOfOpen();

  /**
   * When the series of open alerts were measured last, by fingerprint, at most a minute early.
   * Empty for alerts that events raised.
   */
  Map<String, Instant> measuredAt(Collection<String> fingerprints);

  /**
   * Counts sightings of open conditions; a sighting that is not newer than the alert's last changes
   * nothing, so a sample that comes twice counts once.
   */
  void countSightings(List<Sighting> sightings);

  /**
   * What to list; null means any.
   *
   * @param target what the label {@code target} says
   * @param text part of the message
   * @param startsAt when it began
   */
  record Filter(
      @Nullable Boolean resolved,
      @Nullable Severity severity,
      @Nullable String rule,
      @Nullable String target,
      @Nullable TextFilter text,
      TimeRange startsAt) {}

  /** An open condition was seen again. */
  record Sighting(String fingerprint, Instant at, String message) {}
}
