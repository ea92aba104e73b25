package io.orchestratex.backup.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.copy.Reach;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import io.orchestratex.backup.target.Restorable.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestorableRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");

  private static Restorable decide(Duration age, Completeness completeness, Optional<String> away) {
    return decide(
        age,
        completeness,
        new Reach(
            List.of("default"), away.map(reason -> Map.of("default", reason)).orElse(Map.of())));
  }

  private static Restorable decide(Duration age, Completeness completeness, Reach reach) {
    return RestorableRules.decide(
        new GoodBackup("b1", "default", NOW.minus(age), NOW.minus(age), NOW, completeness, true),
        reach,
        Duration.ofHours(26),
        NOW);
  }

  @Test
  void aWholeBackupOfToday() {
    Restorable good = decide(Duration.ofHours(26), Completeness.COMPLETE, Optional.empty());

    assertThat(good.verdict()).isEqualTo(Verdict.GOOD);
    assertThat(good.reason())
        .isEqualTo("Backup b1 is whole and 26 h old; all of it was read back.");
  }

  @Test
  void whatStopsARestoreWeighsMoreThanWhatItWouldLackAndThatMoreThanItsAge() {
    Duration old = Duration.ofDays(3);

    assertThat(decide(old, Completeness.COMPLETE, Optional.empty()))
        .isEqualTo(
            new Restorable(
                Verdict.STALE,
                "The newest good backup b1 is 3 days old; it should be at most 26 h old."));
    assertThat(decide(old, Completeness.PARTIAL, Optional.empty()).verdict())
        .isEqualTo(Verdict.PARTIAL);
    Restorable away = decide(old, Completeness.PARTIAL, Optional.of("its mark is missing."));
    assertThat(away.verdict().text()).isEqualTo("vault-away");
    assertThat(away.reason()).contains("vault default").contains("its mark is missing.");
  }

  @Test
  void withoutABackupThereIsNothingToRestoreFrom() {
    assertThat(RestorableRules.none().verdict()).isEqualTo(Verdict.NONE);
  }

  @Test
  void aCopyIsEnough() {
    List<String> both = List.of("default", "offsite");

    Restorable fromCopy =
        decide(
            Duration.ofHours(2),
            Completeness.COMPLETE,
            new Reach(both, Map.of("default", "it is not mounted.")));

    assertThat(fromCopy.verdict()).isEqualTo(Verdict.GOOD);
    assertThat(fromCopy.reason())
        .isEqualTo(
            "Backup b1 is whole and 2 h old; all of it was read back. It is in default and in"
                + " offsite. default cannot be used now: it is not mounted.");
    assertThat(
            decide(
                Duration.ofHours(2),
                Completeness.COMPLETE,
                new Reach(both, Map.of("default", "it is full.", "offsite", "no answer."))))
        .isEqualTo(
            new Restorable(
                Verdict.VAULT_AWAY,
                "None of the vaults that have backup b1 can be used. default: it is full."
                    + " offsite: no answer."));
  }
}
