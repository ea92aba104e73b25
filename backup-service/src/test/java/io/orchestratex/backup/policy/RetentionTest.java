package io.orchestratex.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.policy.Candidate.Health;
import io.orchestratex.backup.policy.Candidate.Undo;
import io.orchestratex.backup.policy.Retention.Decision;
import io.orchestratex.backup.policy.Retention.Reason;
import io.orchestratex.backup.policy.Retention.Rule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId UTC = ZoneOffset.UTC;
  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private static Candidate good(String id, Instant at) {
    return new Candidate(id, at, List.of("db"), Health.VERIFIED, true, null, null, null, 10);
  }

  private static Candidate aged(int days) {
    return good(days + "d", NOW.minus(Duration.ofDays(days)));
  }

  private static Candidate local(String time) {
    LocalDateTime at = LocalDateTime.parse(time);
    return good(at.toString(), at.atZone(BERLIN).toInstant());
  }

  private static List<String> kept(List<Candidate> backups, Keep keep, Instant now, ZoneId zone) {
    return Retention.decide(backups, keep, now, zone).stream()
        .filter(Decision::isKept)
        .map(each -> each.backup().id())
        .toList();
  }

  private static List<Rule> rulesOf(List<Decision> decisions, String id) {
    return decisions.stream()
        .filter(each -> each.backup().id().equals(id))
        .flatMap(each -> each.keptBy().stream())
        .map(Reason::rule)
        .toList();
  }

  @Test
  void keepsByAgeAsFindCountsIt() {
    List<Candidate> backups = List.of(aged(6), aged(9), aged(32));

    assertThat(kept(backups, Keep.ofDays(7), NOW, UTC)).containsExactly("6d");
    assertThat(kept(backups, Keep.ofDays(30), NOW, UTC)).containsExactly("6d", "9d");
    Candidate almost = good("almost", NOW.minus(Duration.ofDays(8)).plusSeconds(1));
    assertThat(kept(List.of(aged(0), almost, aged(8)), Keep.ofDays(7), NOW, UTC))
        .containsExactly("0d", "almost");
  }

  @Test
  void saysWhyABackupGoes() {
    Keep keep = new Keep(7, 1, null, 2, null, null, null);
    List<Decision> decisions = Retention.decide(List.of(aged(1), aged(2), aged(9)), keep, NOW, UTC);

    assertThat(decisions.getLast().goes())
        .isEqualTo(
            "No rule keeps it: it is 9 days old, backups are kept for 7 days, it is not the newest,"
                + " it has no place in the newest 2 days.");
    assertThat(rulesOf(decisions, "1d"))
        .containsExactly(Rule.DAYS, Rule.LAST, Rule.DAILY, Rule.LAST_GOOD);
    assertThat(rulesOf(decisions, "2d")).containsExactly(Rule.DAYS, Rule.DAILY);
  }

  @Test
  void keepsTheNewestSevenOfNine() {
    List<Candidate> nine = IntStream.range(0, 9).mapToObj(RetentionTest::aged).toList();

    assertThat(kept(nine, Keep.ofLast(7), NOW, UTC))
        .containsExactly("0d", "1d", "2d", "3d", "4d", "5d", "6d");
  }

  /** Thirty dailies, and of the weeks before each Sunday, which is the newest of an ISO week. */
  @Test
  void keepsDailiesOfThirtyDaysAndWeekliesOfThreeMonths() {
    List<Candidate> daily =
        IntStream.range(0, 120)
            .mapToObj(i -> local("2026-11-27T03:00:00").takenAt().atZone(BERLIN).minusDays(i))
            .map(at -> good(at.toLocalDate().toString(), at.toInstant()))
            .toList();

    List<String> kept = kept(daily, new Keep(null, null, null, 30, 13, null, null), NOW, BERLIN);

    List<String> thirty = daily.stream().limit(30).map(Candidate::id).toList();
    // 13 weeks with the running one: its Friday, and twelve Sundays, of which four are older
    // dailies.
    List<String> sundays =
        Stream.iterate(ZonedDateTime.parse("2026-11-22T03:00:00+01:00"), at -> at.minusDays(7))
            .limit(12)
            .map(at -> at.toLocalDate().toString())
            .toList();
    assertThat(kept).containsAll(thirty).containsAll(sundays);
    assertThat(kept.stream().filter(id -> !thirty.contains(id) && !sundays.contains(id))).isEmpty();
    assertThat(kept).hasSize(30 + 8).last().isEqualTo("2026-09-06");
  }

  @Test
  void oneRunADayIsOneDailyAtBothChangesOfTheClock() {
    Keep three = new Keep(null, null, null, 3, null, null, null);
    // The day of 23 hours, and the one of 25.
    assertThat(
            kept(
                List.of(
                    local("2026-03-28T23:30:00"),
                    local("2026-03-29T00:30:00"),
                    local("2026-03-29T23:30:00"),
                    local("2026-03-30T00:30:00")),
                three,
                NOW,
                BERLIN))
        .containsExactly("2026-03-30T00:30", "2026-03-29T23:30", "2026-03-28T23:30");
    assertThat(
            kept(
                List.of(
                    local("2026-10-25T00:10:00"),
                    local("2026-10-25T23:50:00"),
                    local("2026-10-26T00:10:00")),
                three,
                NOW,
                BERLIN))
        .containsExactly("2026-10-26T00:10", "2026-10-25T23:50");
  }

  @Test
  void anHourThatTheClockShowsTwiceIsTwoHours() {
    Candidate first = good("summer", Instant.parse("2026-10-25T00:30:00Z"));
    Candidate second = good("winter", Instant.parse("2026-10-25T01:30:00Z"));
    Candidate same = good("later", Instant.parse("2026-10-25T01:50:00Z"));
    Candidate leap = good("leap", Instant.parse("2026-03-29T01:10:00Z"));
    Candidate before = good("before", Instant.parse("2026-03-29T00:50:00Z"));
    Keep hours = new Keep(null, null, 10, null, null, null, null);

    assertThat(kept(List.of(first, second, same), hours, NOW, BERLIN))
        .containsExactly("later", "summer");
    assertThat(kept(List.of(leap, before), hours, NOW, BERLIN)).containsExactly("leap", "before");
  }

  @Test
  void weeksAreThoseOfIsoAlsoAtTheTurnOfTheYear() {
    // 2026 has 53 weeks: the last one lasts until Sunday, 3 January 2027.
    List<Candidate> backups =
        List.of(
            local("2026-12-27T12:00:00"),
            local("2026-12-28T12:00:00"),
            local("2027-01-03T12:00:00"),
            local("2027-01-04T12:00:00"));
    Instant later = Instant.parse("2027-02-01T00:00:00Z");

    assertThat(kept(backups, new Keep(null, null, null, null, 9, null, null), later, BERLIN))
        .containsExactly("2027-01-04T12:00", "2027-01-03T12:00", "2026-12-27T12:00");
    assertThat(kept(backups, new Keep(null, null, null, null, null, 9, null), later, BERLIN))
        .containsExactly("2027-01-04T12:00", "2026-12-28T12:00");
    assertThat(kept(backups, new Keep(null, null, null, null, null, null, 1), later, BERLIN))
        .containsExactly("2027-01-04T12:00");
  }

  @Test
  void theZoneSaysWhichDayABackupIsOf() {
    Candidate evening = good("evening", Instant.parse("2026-11-20T22:30:00Z"));
    Candidate night = good("night", Instant.parse("2026-11-20T23:30:00Z"));
    Keep daily = new Keep(null, null, null, 5, null, null, null);

    assertThat(kept(List.of(evening, night), daily, NOW, UTC)).containsExactly("night");
    assertThat(kept(List.of(evening, night), daily, NOW, BERLIN))
        .containsExactly("night", "evening");
  }

  @Test
  void nothingGoesWhileNoBackupsAreTaken() {
    List<Candidate> old = Stream.of(300, 301, 302).map(RetentionTest::aged).toList();

    assertThat(kept(old, new Keep(null, null, null, 3, null, null, null), NOW, UTC)).hasSize(3);
    assertThat(kept(old, Keep.ofDays(7), NOW, UTC)).containsExactly("300d");
  }

  @Test
  void aPolicyWithoutARuleKeepsAll() {
    List<Decision> all = Retention.decide(List.of(aged(1), aged(4000)), Keep.ALL, NOW, UTC);

    assertThat(all).allMatch(Decision::isKept);
    assertThat(rulesOf(all, "4000d")).containsExactly(Rule.ALL);
  }

  @Test
  void aDamagedBackupTakesNoPlaceAndIsNotLostSooner() {
    Candidate damaged = with(aged(1), Health.DAMAGED, true, null, null, null);
    List<Decision> decisions =
        Retention.decide(List.of(damaged, aged(2), aged(3)), Keep.ofLast(1), NOW, UTC);

    assertThat(rulesOf(decisions, "1d")).containsExactly(Rule.LAST);
    assertThat(rulesOf(decisions, "2d")).containsExactly(Rule.LAST, Rule.LAST_GOOD);
    assertThat(rulesOf(decisions, "3d")).isEmpty();
  }

  @Test
  void ofEachTargetTheNewestGoodBackupStays() {
    Candidate other =
        new Candidate(
            "other",
            NOW.minus(Duration.ofDays(90)),
            List.of("seldom", "db"),
            Health.VERIFIED,
            true,
            null,
            null,
            null,
            1);
    Candidate partial = with(aged(20), Health.VERIFIED, false, null, null, null);
    Candidate whole = aged(25);
    Candidate gone = aged(30);
    List<Decision> decisions =
        Retention.decide(List.of(other, partial, whole, gone), Keep.ofDays(7), NOW, UTC);

    assertThat(rulesOf(decisions, "20d")).containsExactly(Rule.LAST_GOOD);
    assertThat(rulesOf(decisions, "25d")).containsExactly(Rule.LAST_GOOD);
    assertThat(rulesOf(decisions, "other")).containsExactly(Rule.LAST_GOOD);
    assertThat(rulesOf(decisions, "30d")).isEmpty();
  }

  @Test
  void whatIsNeededStaysWhateverTheRulesSay() {
    List<Candidate> backups =
        List.of(
            aged(1),
            with(aged(40), Health.VERIFIED, true, "audit of 2026", null, null),
            with(aged(41), Health.VERIFIED, true, null, "restore 20261127_021500", null),
            with(aged(42), Health.RUNNING, true, null, null, null),
            with(aged(43), Health.VERIFIED, true, null, null, Undo.NEEDED),
            with(aged(6), Health.VERIFIED, true, null, null, Undo.OVER),
            with(aged(9), Health.VERIFIED, true, null, null, Undo.OVER),
            aged(44));
    List<Decision> decisions = Retention.decide(backups, Keep.ofDays(5), NOW, UTC);

    assertThat(rulesOf(decisions, "40d")).containsExactly(Rule.HELD);
    assertThat(rulesOf(decisions, "41d")).containsExactly(Rule.IN_USE);
    assertThat(rulesOf(decisions, "42d")).containsExactly(Rule.RUNNING);
    assertThat(rulesOf(decisions, "43d")).containsExactly(Rule.SAFETY);
    assertThat(rulesOf(decisions, "6d")).containsExactly(Rule.SAFETY);
    assertThat(rulesOf(decisions, "9d")).isEmpty();
    assertThat(rulesOf(decisions, "44d")).isEmpty();
    assertThat(decisions.stream().flatMap(each -> each.keptBy().stream()).map(Reason::text))
        .contains("It is held: audit of 2026", "It is in use by restore 20261127_021500.");
  }

  static Candidate with(
      Candidate of,
      Health health,
      boolean complete,
      @Nullable String held,
      @Nullable String inUse,
      @Nullable Undo undo) {
    return new Candidate(
        of.id(), of.takenAt(), of.targets(), health, complete, held, inUse, undo, of.storedBytes());
  }

  @Test
  void aClockThatWasPutBackLosesNothing() {
    Candidate ahead = good("ahead", NOW.plus(Duration.ofHours(1)));
    List<Candidate> backups = new ArrayList<>(List.of(ahead, aged(1)));

    assertThat(kept(backups, Keep.ofDays(1), NOW, UTC)).containsExactly("ahead", "1d");
  }
}
