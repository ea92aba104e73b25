package io.orchestratex.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.drill.LastDrill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DrillOverdueRulesTest {

  private static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  private static List<LateDrill> late(Often often, Map<String, LastDrill> last, Duration after) {
    PolicyDefinition definition =
        new PolicyDefinition(
            null,
            "default",
            "0 3 * * *",
            null,
            "UTC",
            Keep.ALL,
            Covers.OWN,
            Cleanup.DAILY,
            Often.NEVER,
            often,
            List.of(),
            false);
    Policy policy = new Policy("nightly", definition, 1, "ann", MADE, MADE);
    return DrillOverdueRules.late(policy, List.of("a", "b"), last, WEEK, MADE.plus(after));
  }

  private static LastDrill at(Duration after) {
    return new LastDrill("d1", "b1", true, MADE.plus(after), 10, 10, null);
  }

  @Test
  void promisesNothingWithoutDrillsAndBeforeItsTime() {
    assertThat(late(Often.NEVER, Map.of(), Duration.ofDays(90))).isEmpty();
    assertThat(late(Often.WEEKLY, Map.of(), Duration.ofDays(7))).isEmpty();
  }

  @Test
  void namesTargetsThatWereNeverDrilledOrTooLongAgo() {
    List<LateDrill> late =
        late(Often.WEEKLY, Map.of("b", at(Duration.ofDays(1))), Duration.ofDays(9));

    assertThat(late).extracting(LateDrill::target).containsExactly("a", "b");
    assertThat(late.getFirst().reason()).isEqualTo("No backup of it was ever restored by a drill.");
    assertThat(late.getLast().reason()).startsWith("The last drill, d1, passed at 2026-11-02");
    assertThat(
            late(
                Often.WEEKLY,
                Map.of("a", at(Duration.ofDays(3)), "b", at(Duration.ofDays(8))),
                Duration.ofDays(9)))
        .isEmpty();
  }

  /** A drill of last Sunday is no older than a week and what this Sunday's takes. */
  @Test
  void whatIsDueMoreSeldomMayBeOlder() {
    Map<String, LastDrill> both = Map.of("a", at(Duration.ofDays(1)), "b", at(Duration.ofDays(1)));
    assertThat(late(Often.MONTHLY, both, Duration.ofDays(30))).isEmpty();
    assertThat(late(Often.MONTHLY, both, Duration.ofDays(33))).hasSize(2);
    assertThat(late(Often.WEEKLY, both, Duration.ofDays(8).plusHours(5))).isEmpty();
    assertThat(late(Often.DAILY, both, Duration.ofDays(8).plusHours(7))).hasSize(2);
  }
}
