package io.orchestratex.alert.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.watch.SilenceRules.Listening;
import io.orchestratex.alert.watch.SilenceRules.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SilenceRulesTest {

  private static final Duration LIMIT = Duration.ofSeconds(25);
  private static final Duration GRACE = Duration.ofSeconds(90);
  private static final Instant T0 = Instant.parse("2026-11-27T10:00:00Z");

  private final SampleFlow flow = new SampleFlow(GRACE, Duration.ofSeconds(10), 0);
  private long second;

  private static long nanos(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  /** Looks each second until then. */
  private static Listening until(Listening listening, long from, long to) {
    Listening now = listening;
    for (long s = from; s <= to; s++) {
      now = SilenceRules.looked(now, nanos(s), LIMIT, GRACE);
    }
    return now;
  }

  @Test
  void silenceIsNoticedWhenTheLimitIsOver() {
    Listening heard = SilenceRules.heard(SilenceRules.begun(0), nanos(0));

    assertThat(until(heard, 1, 25).phase()).isEqualTo(Phase.FLOWING);
    assertThat(until(heard, 1, 26).phase()).isEqualTo(Phase.SILENT);
    assertThat(until(heard, 1, 26).silence(nanos(26))).isEqualTo(Duration.ofSeconds(26));
  }

  @Test
  void aRuleWithALongerLimitWaitsForIt() {
    Listening silent = until(SilenceRules.heard(SilenceRules.begun(0), nanos(0)), 1, 60);

    assertThat(silent.isSilentFor(LIMIT, nanos(60))).isTrue();
    assertThat(silent.isSilentFor(Duration.ofSeconds(60), nanos(60))).isFalse();
    assertThat(silent.isSilentFor(Duration.ofSeconds(60), nanos(61))).isTrue();
  }

  @Test
  void aStartWaitsLongerForWhatWasNeverHeard() {
    Listening begun = SilenceRules.begun(0);

    assertThat(until(begun, 1, 90).phase()).isEqualTo(Phase.WAITING);
    assertThat(until(begun, 1, 91).phase()).isEqualTo(Phase.SILENT);
  }

  @Test
  void aProcessThatWasFrozenAccusesNobody() {
    Listening heard = until(SilenceRules.heard(SilenceRules.begun(0), nanos(0)), 1, 5);

    Listening thawed = SilenceRules.looked(heard, nanos(45), LIMIT, GRACE);

    assertThat(thawed.phase()).isEqualTo(Phase.FLOWING);
    assertThat(until(thawed, 46, 70).phase()).isEqualTo(Phase.FLOWING);
    assertThat(until(thawed, 46, 71).phase()).isEqualTo(Phase.SILENT);
  }

  @Test
  void whatWasSilentBeforeAFreezeStaysSilentUntilItIsHeard() {
    Listening silent = until(SilenceRules.heard(SilenceRules.begun(0), nanos(0)), 1, 30);

    Listening thawed = SilenceRules.looked(silent, nanos(80), LIMIT, GRACE);

    assertThat(thawed.phase()).isEqualTo(Phase.SILENT);
    assertThat(thawed.silence(nanos(80))).isEqualTo(Duration.ofSeconds(80));
    assertThat(SilenceRules.heard(thawed, nanos(81)).phase()).isEqualTo(Phase.FLOWING);
  }

  private void sample(String target, Instant at) {
    flow.heard(target, at, T0.plusSeconds(second), nanos(second));
  }

  /** Seconds pass, with samples of these targets every five. */
  private void pass(int seconds, String... targets) {
    for (int i = 0; i < seconds; i++) {
      second++;
      if (second % 5 == 0) {
        for (String target : targets) {
          sample(target, T0.plusSeconds(second));
        }
      }
      flow.look(LIMIT, nanos(second));
    }
  }

  private boolean isSilent() {
    return flow.look(LIMIT, nanos(second)).isSilent();
  }

  private Set<String> silentTargets() {
    return flow.silentTargets(LIMIT).keySet();
  }

  @Test
  void allSamplesStayOutWithinThirtySeconds() {
    pass(20, "mongodb", "redis");
    pass(24);
    assertThat(isSilent()).isFalse();

    pass(6);
    assertThat(isSilent()).isTrue();

    pass(5, "redis");
    assertThat(isSilent()).isFalse();
  }

  @Test
  void oneTargetIsSilentWhileOthersAreNot() {
    pass(20, "mongodb", "redis");
    pass(30, "mongodb");

    assertThat(isSilent()).isFalse();
    assertThat(silentTargets()).containsExactly("redis");
    assertThat(flow.isHeard("redis", LIMIT)).isFalse();

    pass(5, "mongodb", "redis");
    assertThat(silentTargets()).isEmpty();
    flow.forget("redis");
    pass(60, "mongodb");
    assertThat(silentTargets()).isEmpty();
  }

  @Test
  void aTargetThatAPersonRemovedIsNotSilentThoughALastSampleComesLater() {
    pass(20, "mongodb", "redis");
    flow.removed("redis", nanos(second));
    sample("redis", T0.plusSeconds(second + 1));
    pass(60, "mongodb");
    assertThat(silentTargets()).isEmpty();

    flow.added("redis");
    pass(20, "mongodb", "redis");
    pass(30, "mongodb");
    assertThat(silentTargets()).containsExactly("redis");
  }

  @Test
  void aSilenceOfAllIsNoSilenceOfOne() {
    pass(23, "mongodb", "redis");
    for (int i = 0; i < 40; i++) {
      pass(1);
      assertThat(silentTargets()).isEmpty();
    }
    assertThat(isSilent()).isTrue();

    // They come again, one before the other.
    pass(5, "mongodb");
    assertThat(silentTargets()).isEmpty();
    pass(20, "mongodb");
    assertThat(silentTargets()).isEmpty();
    pass(15, "mongodb");
    assertThat(silentTargets()).containsExactly("redis");
  }

  @Test
  void aSleepOfTheProcessIsNoSilenceOfATarget() {
    pass(23, "mongodb", "redis");
    second += 60;
    flow.look(LIMIT, nanos(second));

    pass(20, "mongodb");
    assertThat(isSilent()).isFalse();
    assertThat(silentTargets()).isEmpty();
  }

  @Test
  void aTargetThatIsMeasuredSeldomHasLonger() {
    for (int i = 0; i < 4; i++) {
      sample("slow", T0.plusSeconds(second));
      pass(60, "mongodb");
    }
    assertThat(silentTargets()).isEmpty();

    pass(120, "mongodb");
    assertThat(silentTargets()).isEmpty();
    pass(30, "mongodb");
    assertThat(silentTargets()).containsExactly("slow");
  }

  @Test
  void samplesWhoseTimesDoNotGoOnAreSilence() {
    pass(20, "mongodb");
    Instant wrong = T0.minusSeconds(3_600);
    for (int i = 0; i < 30; i++) {
      second++;
      sample("mongodb", wrong.plusSeconds(i));
      flow.look(LIMIT, nanos(second));
    }

    assertThat(isSilent()).isTrue();
    assertThat(flow.oddTime()).isEqualTo(wrong.plusSeconds(29));
  }

  @Test
  void samplesFromFarAheadAreSilence() {
    pass(20, "mongodb");
    for (int i = 0; i < 30; i++) {
      second++;
      sample("mongodb", T0.plusSeconds(3_600 + second));
      flow.look(LIMIT, nanos(second));
    }

    assertThat(isSilent()).isTrue();
    assertThat(flow.oddTime()).isNotNull();
  }

  @Test
  void aCatchUpIsNoSilence() {
    for (int i = 0; i < 60; i++) {
      second++;
      sample("mongodb", T0.minusSeconds(7_200 - 5 * i));
      flow.look(LIMIT, nanos(second));
    }

    assertThat(isSilent()).isFalse();
  }
}
