package io.orchestratex.backup.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.copy.Reach;
import io.orchestratex.backup.drill.LastDrill;
import io.orchestratex.backup.engine.Completeness;
import io.orchestratex.backup.policy.Promise;
import io.orchestratex.backup.readiness.ReadinessFacts.VaultFacts;
import io.orchestratex.backup.target.GoodBackups.GoodBackup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadinessRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final VaultFacts HEALTHY = vault(Map.of(), null, "k1", true, null);

  private static VaultFacts vault(
      Map<String, String> away,
      @Nullable String whyNone,
      @Nullable String key,
      boolean keyIsHere,
      @Nullable String noRoom) {
    return new VaultFacts(
        away.containsKey("default") ? "offsite" : "default",
        new Reach(List.of("default", "offsite"), away),
        whyNone,
        key,
        keyIsHere,
        noRoom);
  }

  private static final Promise KEPT = new Promise("nightly", true, null, true, null);

  private static GoodBackup backup(Duration age, Completeness completeness, boolean verified) {
    Instant at = NOW.minus(age);
    return new GoodBackup("20261127_100000", "default", at, at, at, completeness, verified);
  }

  private static final GoodBackup FRESH = backup(Duration.ofHours(2), Completeness.COMPLETE, true);

  private static LastDrill drill(Duration age, boolean passed) {
    return new LastDrill(
        "20261126_063000",
        "20261125_100000",
        passed,
        NOW.minus(age),
        90_000,
        1000,
        passed ? null : "shop.orders: 1 record instead of 2.");
  }

  private static final LastDrill PASSED = drill(Duration.ofDays(1), true);

  private static ReadinessFacts facts(
      @Nullable GoodBackup backup,
      List<Promise> promises,
      @Nullable LastDrill drill,
      @Nullable VaultFacts vault) {
    return new ReadinessFacts(
        "shop", backup, promises, Duration.ofHours(26), drill, Duration.ofDays(7), vault, null);
  }

  @Test
  void aDatabaseThatNoBackupHoldsPutsItsTargetAtRisk() {
    ReadinessFacts target = facts(FRESH, List.of(KEPT), PASSED, HEALTHY);
    DatabaseView held = DatabaseView.of("shop", target, NOW);
    DatabaseView fresh = DatabaseView.of("fresh", facts(null, List.of(KEPT), null, null), NOW);
    assertThat(held.verdict()).isEqualTo(Verdict.READY);
    assertThat(fresh.verdict()).isEqualTo(Verdict.NOT_READY);
    assertThat(fresh.reason()).isEqualTo("There is no good backup of it.");

    assertThat(ReadinessRules.databases(target, List.of(held)).orElseThrow().state())
        .isEqualTo(Check.OK);
    Check missing = ReadinessRules.databases(target, List.of(held, fresh)).orElseThrow();
    assertThat(missing.state()).isEqualTo(Check.WARNING);
    assertThat(missing.reason()).isEqualTo("No good backup holds fresh.");
    assertThat(ReadinessRules.databases(target, List.of())).as("it does not answer").isEmpty();
  }

  private static void assertVerdict(
      ReadinessFacts facts, Verdict verdict, String check, String state, String reason) {
    List<Check> checks = ReadinessRules.checks(facts, NOW);
    assertThat(ReadinessRules.verdict(checks)).as("%s", checks).isEqualTo(verdict);
    Check found =
        checks.stream().filter(each -> each.name().equals(check)).findFirst().orElseThrow();
    assertThat(found.state()).isEqualTo(state);
    assertThat(found.reason()).contains(reason);
    if (!state.equals(Check.OK) && !state.equals(Check.NOT_OFFERED)) {
      assertThat(found.action()).as("what to do").isNotBlank();
    }
    if (verdict != Verdict.READY) {
      assertThat(ReadinessRules.reason(checks)).isEqualTo(found.reason());
    }
  }

  @Test
  void isReadyWhenEverythingPromisedIsThereAndProved() {
    ReadinessFacts facts = facts(FRESH, List.of(KEPT), PASSED, HEALTHY);
    assertVerdict(facts, Verdict.READY, "backup", "ok", "as the policy nightly promises");
    assertVerdict(facts, Verdict.READY, "log", "not-offered", "Full backups only");
    assertVerdict(facts, Verdict.READY, "key", "ok", "k1");
    assertVerdict(facts, Verdict.READY, "recovery-time", "ok", "about 90 s, as its last drill did");
    assertThat(ReadinessRules.expected(facts)).contains(Duration.ofSeconds(90));
  }

  @Test
  void isNotReadyWithoutWhatARestoreNeeds() {
    assertVerdict(
        facts(null, List.of(KEPT), PASSED, null),
        Verdict.NOT_READY,
        "backup",
        "failed",
        "There is no good backup");
    assertVerdict(
        facts(FRESH, List.of(KEPT), PASSED, vault(Map.of(), "not mounted.", null, false, null)),
        Verdict.NOT_READY,
        "vault",
        "failed",
        "not mounted");
    assertVerdict(
        facts(FRESH, List.of(KEPT), PASSED, vault(Map.of(), null, "k0", false, null)),
        Verdict.NOT_READY,
        "key",
        "failed",
        "The key k0");
  }

  @Test
  void isAtRiskWhenSomethingPromisedIsMissing() {
    Promise late = new Promise("nightly", true, NOW.minusSeconds(60), false, null);
    assertVerdict(
        facts(FRESH, List.of(late), PASSED, HEALTHY),
        Verdict.AT_RISK,
        "backup",
        "warning",
        "by the policy nightly a newer one was due");
    assertVerdict(
        facts(backup(Duration.ofDays(3), Completeness.COMPLETE, true), List.of(), PASSED, HEALTHY),
        Verdict.AT_RISK,
        "backup",
        "warning",
        "is 3 days old; it should be at most 26 h old");
    Promise onlyDrills = new Promise("proving", false, null, true, null);
    assertVerdict(
        facts(
            backup(Duration.ofDays(3), Completeness.COMPLETE, true),
            List.of(onlyDrills),
            PASSED,
            HEALTHY),
        Verdict.AT_RISK,
        "backup",
        "warning",
        "no policy takes backups of it");
    assertVerdict(
        facts(
            backup(Duration.ofHours(1), Completeness.PARTIAL, true),
            List.of(KEPT),
            PASSED,
            HEALTHY),
        Verdict.AT_RISK,
        "whole",
        "warning",
        "lacks something");
    assertVerdict(
        facts(
            backup(Duration.ofHours(1), Completeness.COMPLETE, false),
            List.of(KEPT),
            PASSED,
            HEALTHY),
        Verdict.AT_RISK,
        "whole",
        "warning",
        "was not read back");
    assertVerdict(
        facts(FRESH, List.of(KEPT), PASSED, vault(Map.of(), null, "k1", true, "1 MB is free.")),
        Verdict.AT_RISK,
        "room",
        "warning",
        "1 MB is free");
  }

  @Test
  void isAtRiskWhileOnlyACopyHandsItOut() {
    assertVerdict(
        facts(
            FRESH,
            List.of(KEPT),
            PASSED,
            vault(Map.of("default", "it is not mounted."), null, "k1", true, null)),
        Verdict.AT_RISK,
        "vault",
        "warning",
        "The vault offsite hands it out. It is in default and in offsite. default cannot be used"
            + " now: it is not mounted.");
  }

  @Test
  void isAtRiskUnlessADrillProvesIt() {
    assertVerdict(
        facts(FRESH, List.of(KEPT), null, HEALTHY),
        Verdict.AT_RISK,
        "drill",
        "warning",
        "No backup of it was ever restored by a drill");
    assertVerdict(
        facts(FRESH, List.of(KEPT), drill(Duration.ofHours(5), false), HEALTHY),
        Verdict.AT_RISK,
        "drill",
        "warning",
        "failed 5 h ago: shop.orders: 1 record instead of 2.");
    assertVerdict(
        facts(FRESH, List.of(), drill(Duration.ofDays(8), true), HEALTHY),
        Verdict.AT_RISK,
        "drill",
        "warning",
        "passed 8 days ago; a newer one is due");
    assertVerdict(
        facts(FRESH, List.of(KEPT), drill(Duration.ofDays(30), true), HEALTHY),
        Verdict.READY,
        "drill",
        "ok",
        "passed 30 days ago"); // As often as its policy promises, which may be monthly.
    assertVerdict(
        facts(
            FRESH,
            List.of(new Promise("nightly", true, null, true, NOW.minusSeconds(9))),
            PASSED,
            HEALTHY),
        Verdict.AT_RISK,
        "drill",
        "warning",
        "a newer one is due");
  }

  @Test
  void aTimeThatNothingShowsIsUnknownAndCountsForNothing() {
    ReadinessFacts facts = facts(FRESH, List.of(KEPT), null, HEALTHY);
    Check time = ReadinessRules.checks(facts, NOW).getLast();
    assertThat(time.state()).isEqualTo("unknown");
    ReadinessFacts restored =
        new ReadinessFacts(
            "shop",
            FRESH,
            List.of(KEPT),
            Duration.ofHours(26),
            null,
            Duration.ofDays(7),
            HEALTHY,
            Duration.ofMinutes(4));
    assertThat(ReadinessRules.checks(restored, NOW).getLast().reason())
        .contains("about 4 min, as its last restore did");
  }
}
