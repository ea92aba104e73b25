package io.orchestratex.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OverdueRulesTest {

  private static final Instant MADE = Instant.parse("2026-10-01T04:00:00Z");
  private static final List<String> DB = List.of("db");

  private static Policy policy(@Nullable String cron, @Nullable Integer maxAge) {
    return new Policy(
        "p",
        new PolicyDefinition(
            null, "default", cron, maxAge, "Europe/Berlin", Keep.ALL, Covers.OWN, Cleanup.DAILY),
        1,
        "ann",
        MADE,
        MADE);
  }

  private static Map<String, GoodBackup> good(String begun) {
    Instant at = Instant.parse(begun);
    return Map.of("db", new GoodBackup("b", "default", at, at, at, Completeness.COMPLETE, true));
  }

  @Test
  void aSkippedDailyBackupIsMissedAnHourLater() {
    Policy daily = policy("0 3 * * *", null);
    Map<String, GoodBackup> yesterday = good("2026-10-24T01:00:02Z");
    // Due at 03:00, which is 02:00 UTC since the clock was put back.
    Instant due = Instant.parse("2026-10-25T02:00:00Z");
    assertThat(OverdueRules.late(daily, DB, yesterday, due.plus(Duration.ofMinutes(59)))).isEmpty();
    assertThat(OverdueRules.late(daily, DB, yesterday, due.plus(Duration.ofMinutes(60))))
        .containsExactly(new Late("db", due, "b", Instant.parse("2026-10-24T01:00:02Z")));
    assertThat(
            OverdueRules.late(
                daily, DB, good("2026-10-25T02:00:01Z"), due.plus(Duration.ofHours(20))))
        .isEmpty();
  }

  @Test
  void aTargetWithoutABackupIsOverdueOnceOneWasDue() {
    Policy monthly = policy("0 5 1 * *", null);
    Instant due = Instant.parse("2026-11-01T04:00:00Z");
    assertThat(OverdueRules.late(monthly, DB, Map.of(), due)).isEmpty();
    assertThat(OverdueRules.late(monthly, DB, Map.of(), due.plus(Duration.ofDays(20))))
        .containsExactly(new Late("db", due, null, null));
  }

  @Test
  void aPolicyPromisesNothingForTheTimeBeforeIt() {
    Instant soon = MADE.plus(Duration.ofMinutes(14));
    assertThat(OverdueRules.late(policy(null, 15), DB, Map.of(), soon)).isEmpty();
    assertThat(OverdueRules.late(policy(null, 15), DB, Map.of(), soon.plusSeconds(60))).hasSize(1);
    assertThat(OverdueRules.late(policy("0 3 * * *", null), DB, Map.of(), soon)).isEmpty();
    assertThat(OverdueRules.late(policy(null, null), DB, Map.of(), soon.plusSeconds(9_000_000)))
        .isEmpty();
  }

  @Test
  void aGreatestAgeIsKeptToTheMinute() {
    Policy quarter = policy(null, 15);
    Map<String, GoodBackup> at = good("2026-11-01T00:00:00Z");
    assertThat(OverdueRules.late(quarter, DB, at, Instant.parse("2026-11-01T00:15:00Z"))).isEmpty();
    assertThat(OverdueRules.late(quarter, DB, at, Instant.parse("2026-11-01T00:15:01Z")))
        .hasSize(1);
  }
}
