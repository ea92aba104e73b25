package io.orchestratex.backup.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import io.orchestratex.backup.policy.Candidate.Health;
import io.orchestratex.backup.policy.Candidate.Undo;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which backups are kept and which go: a pure function of the backups, the rules and the
 * time.
 *
 * <p>The rules are asked for each target by itself, so that a target that is backed up seldom does
 * not lose its backups to one that is backed up often, and twice: once among the backups that count
 * ({@link Candidate#counts}), so that a damaged one takes no good one's place, and once among all,
 * so that being found damaged makes no backup go sooner. A backup is kept by any rule that keeps it
 * for any of its targets. Whatever the rules say, these are kept: what runs, what is held or
 * important, what is in use, what a restore may have to be undone with, and of each target the
 * newest good backup; a target without one keeps its newest backup of any kind. So a further rule
 * never makes one more backup go.
 */
final class Retention {

  /** So long a safety backup is kept after its restore, whatever the rules say. */
  static final Duration UNDO = Duration.ofDays(7);

  private Retention() {}

  /** What keeps a backup. */
  @Schema(name = "RetentionRule")
  enum Rule {
    ALL,
    DAYS,
    LAST,
    HOURLY,
    DAILY,
    WEEKLY,
    MONTHLY,
    YEARLY,
    RUNNING,
    HELD,
    IMPORTANT,
    IN_USE,
    SAFETY,
    LAST_GOOD,
    OTHER_POLICY,
    VAULT_AWAY;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Why a backup is kept.
   *
   * @param rule the rule of the policy, by its name in {@code keep}; or {@code all}, the policy has
   *     no rule and keeps everything; {@code running}, it is being taken; {@code held}, a person
   *     keeps it; {@code important}, a person marked it so; {@code in_use}, a restore or check
   *     reads it; {@code safety}, a restore may have to be undone with it; {@code last_good}, it is
   *     the newest good backup of a target; {@code other_policy}, another policy that covers it
   *     keeps it; {@code vault_away}, its vault cannot be used now
   * @param text the reason, for a person
   */
  @Schema(name = "RetentionReason")
  record Reason(Rule rule, String text) {}

  /**
   * What becomes of one backup.
   *
   * @param keptBy why it is kept; empty when it goes
   * @param goes why it goes; null when it is kept
   */
  record Decision(Candidate backup, List<Reason> keptBy, @Nullable String goes) {
    Decision {
      keptBy = List.copyOf(keptBy);
    }

    boolean isKept() {
      return goes == null;
    }

    /** The same, kept for one more reason. */
    Decision keptAlso(Reason reason) {
      List<Reason> reasons = new ArrayList<>(keptBy);
      reasons.add(reason);
      return new Decision(backup, reasons, null);
    }
  }

  /** A rule that keeps the newest of each period. */
  private record Period(
      Rule rule, String name, @Nullable Integer count, Function<ZonedDateTime, Object> of) {

    String text() {
      return count + " " + name + (count != null && count == 1 ? "" : "s");
    }
  }

  /**
   * Decides about each backup.
   *
   * @param zone whose hours, days, weeks, months and years are meant
   * @return a decision for each, newest first
   */
  static List<Decision> decide(List<Candidate> backups, Keep keep, Instant now, ZoneId zone) {
    List<Candidate> newestFirst =
        backups.stream()
            .sorted(
                Comparator.comparing(Candidate::takenAt).thenComparing(Candidate::id).reversed())
            .toList();
    Map<String, Map<Rule, String>> reasons = new LinkedHashMap<>();
    for (Candidate each : newestFirst) {
      byItself(each, keep, now).forEach(of(reasons, each.id())::putIfAbsent);
    }
    Set<String> targets = new HashSet<>();
    newestFirst.forEach(each -> targets.addAll(each.targets()));
    for (String target : targets.stream().sorted().toList()) {
      List<Candidate> of =
          newestFirst.stream()
              .filter(each -> each.targets().contains(target))
              .filter(each -> each.health() != Health.RUNNING)
              .toList();
      List<Candidate> counting = of.stream().filter(Candidate::counts).toList();
      for (List<Candidate> among : List.of(counting, of)) {
        byPlace(among, keep, zone)
            .forEach((id, kept) -> kept.forEach(of(reasons, id)::putIfAbsent));
      }
      lastGood(of, target).forEach((id, text) -> of(reasons, id).putIfAbsent(Rule.LAST_GOOD, text));
    }
    return newestFirst.stream()
        .map(each -> decision(each, of(reasons, each.id()), keep, now))
        .toList();
  }

  private static Map<Rule, String> of(Map<String, Map<Rule, String>> reasons, String backup) {
    return reasons.computeIfAbsent(backup, _ -> new LinkedHashMap<>());
  }

  private static Decision decision(
      Candidate backup, Map<Rule, String> reasons, Keep keep, Instant now) {
    List<Reason> keptBy = new ArrayList<>();
    reasons.forEach((rule, text) -> keptBy.add(new Reason(rule, text)));
    keptBy.sort(Comparator.comparing(Reason::rule));
    return new Decision(backup, keptBy, keptBy.isEmpty() ? goes(backup, keep, now) : null);
  }

  /** What keeps a backup without a look at the others. */
  private static Map<Rule, String> byItself(Candidate backup, Keep keep, Instant now) {
    Map<Rule, String> kept = new LinkedHashMap<>();
    Duration age = Duration.between(backup.takenAt(), now);
    if (keep.keepsAll()) {
      kept.put(Rule.ALL, "The policy has no rule that lets backups go.");
    }
    if (keep.days() != null && age.toDays() <= keep.days()) {
      kept.put(
          Rule.DAYS,
          "It is %s old; backups are kept for %s."
              .formatted(days(Math.max(0, age.toDays())), days(keep.days())));
    }
    if (backup.health() == Health.RUNNING) {
      kept.put(Rule.RUNNING, "It is being taken.");
    }
    if (backup.held() != null) {
      kept.put(Rule.HELD, "It is held: " + backup.held());
    }
    if (backup.important()) {
      kept.put(Rule.IMPORTANT, "It is marked as important.");
    }
    if (backup.inUse() != null) {
      kept.put(Rule.IN_USE, "It is in use by " + backup.inUse() + ".");
    }
    if (backup.safetyOf() == Undo.NEEDED) {
      kept.put(Rule.SAFETY, "Its restore may still have to be undone with it.");
    } else if (backup.safetyOf() == Undo.OVER && age.compareTo(UNDO) < 0) {
      kept.put(
          Rule.SAFETY,
          "A restore can be undone with it; such backups are kept for %s."
              .formatted(days(UNDO.toDays())));
    }
    return kept;
  }

  /**
   * What keeps backups of one target by their places among each other.
   *
   * @param of newest first
   */
  private static Map<String, Map<Rule, String>> byPlace(
      List<Candidate> of, Keep keep, ZoneId zone) {
    Map<String, Map<Rule, String>> kept = new LinkedHashMap<>();
    if (keep.last() != null) {
      of.stream()
          .limit(keep.last())
          .forEach(each ->
              put(
                  kept,
                  each,
                  Rule.LAST,
                  keep.last() == 1
                      ? "It is the newest."
                      : "It is one of the newest %d.".formatted(keep.last())));
    }
    for (Period period : periods(keep)) {
      if (period.count() != null) {
        Set<Object> seen = new HashSet<>();
        for (Candidate each : of) {
          Object slot = period.of().apply(each.takenAt().atZone(zone));
          if (seen.contains(slot)) {
            continue;
          }
          if (seen.size() == period.count()) {
            break;
          }
          seen.add(slot);
          put(
              kept,
              each,
              period.rule(),
              "It is the newest of its %s; the newest %s with a backup keep theirs."
                  .formatted(period.name(), period.text()));
        }
      }
    }
    return kept;
  }

  private static void put(
      Map<String, Map<Rule, String>> kept, Candidate backup, Rule rule, String text) {
    of(kept, backup.id()).putIfAbsent(rule, text);
  }

  /** An hour that the clock shows twice is two hours: they have different offsets. */
  private static List<Period> periods(Keep keep) {
    return List.of(
        new Period(
            Rule.HOURLY, "hour", keep.hourly(), at -> at.truncatedTo(ChronoUnit.HOURS).toInstant()),
        new Period(Rule.DAILY, "day", keep.daily(), ZonedDateTime::toLocalDate),
        new Period(
            Rule.WEEKLY,
            "week",
            keep.weekly(),
            at ->
                at.get(IsoFields.WEEK_BASED_YEAR) * 100
                    + at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
        new Period(
            Rule.MONTHLY, "month", keep.monthly(), at -> at.getYear() * 100 + at.getMonthValue()),
        new Period(Rule.YEARLY, "year", keep.yearly(), ZonedDateTime::getYear));
  }

  /**
   * What a target must not lose: its newest good backup, and where that one is partial, its newest
   * good and complete one as well. A target that has no good one keeps its newest that is not known
   * to be damaged, or else its newest.
   *
   * @param of newest first
   */
  private static Map<String, String> lastGood(List<Candidate> of, String target) {
    Map<String, String> kept = new LinkedHashMap<>();
    first(of, Candidate::isGood)
        .forEach(id -> kept.put(id, "It is the newest verified backup of " + target + "."));
    first(of, each -> each.isGood() && each.complete())
        .forEach(id ->
            kept.putIfAbsent(
                id, "It is the newest verified and complete backup of " + target + "."));
    if (kept.isEmpty()) {
      List<String> usable = first(of, each -> each.health() == Health.UNVERIFIED);
      (usable.isEmpty() ? first(of, _ -> true) : usable)
          .forEach(id -> kept.put(id, "There is no verified backup of " + target + "."));
    }
    return kept;
  }

  private static List<String> first(List<Candidate> of, Predicate<Candidate> that) {
    return of.stream().filter(that).limit(1).map(Candidate::id).toList();
  }

  private static String goes(Candidate backup, Keep keep, Instant now) {
    List<String> missed = new ArrayList<>();
    long age = Duration.between(backup.takenAt(), now).toDays();
    if (keep.days() != null) {
      missed.add("backups are kept for " + days(keep.days()));
    }
    if (keep.last() != null) {
      missed.add(
          keep.last() == 1 ? "it is not the newest" : "it is not one of the newest " + keep.last());
    }
    List<String> periods =
        periods(keep).stream().filter(period -> period.count() != null).map(Period::text).toList();
    if (!periods.isEmpty()) {
      missed.add("it has no place in the newest " + String.join(" or ", periods));
    }
    return "No rule keeps it: it is %s old, %s.".formatted(days(age), String.join(", ", missed));
  }

  private static String days(long days) {
    return days == 1 ? "1 day" : days + " days";
  }
}
