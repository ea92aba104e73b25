package io.orchestratex.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.policy.Candidate.Health;
import io.orchestratex.backup.policy.Candidate.Undo;
import io.orchestratex.backup.policy.Retention.Decision;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for any backups, rules, times and zones; a failure names its seed. */
class RetentionPropertiesTest {

  private static final int CASES = 1_000;
  private static final List<String> TARGETS = List.of("mongodb", "postgresql", "mem0");
  private static final List<Health> HEALTH =
      List.of(
          Health.VERIFIED,
          Health.VERIFIED,
          Health.VERIFIED,
          Health.UNVERIFIED,
          Health.DAMAGED,
          Health.RUNNING);
  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("UTC"),
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/St_Johns"),
          ZoneId.of("Australia/Lord_Howe"),
          ZoneId.of("Pacific/Apia"));

  /** One random case. */
  private static final class Case {
    private final long seed;
    private final Random random;
    private final Instant now;
    private final ZoneId zone;
    private final List<Candidate> backups = new ArrayList<>();
    private final Keep keep;

    Case(long seed) {
      this.seed = seed;
      random = new Random(seed);
      now = Instant.parse("2026-11-27T12:00:00Z").plus(Duration.ofHours(random.nextInt(9000)));
      zone = ZONES.get(random.nextInt(ZONES.size()));
      int count = random.nextInt(40);
      for (int i = 0; i < count; i++) {
        backups.add(backup("b" + i));
      }
      keep = keep();
    }

    private Candidate backup(String id) {
      List<String> targets = new ArrayList<>(TARGETS);
      Collections.shuffle(targets, random);
      return new Candidate(
          id,
          now.minus(Duration.ofMinutes(random.nextInt(120) * (long) random.nextInt(5000) - 60)),
          targets.subList(0, 1 + random.nextInt(TARGETS.size())),
          HEALTH.get(random.nextInt(HEALTH.size())),
          random.nextInt(5) > 0,
          random.nextInt(10) == 0 ? "kept for " + id : null,
          random.nextInt(10) == 0 ? "restore r" : null,
          random.nextInt(8) == 0 ? Undo.values()[random.nextInt(2)] : null,
          random.nextInt(1000));
    }

    private @Nullable Integer count(int most) {
      return random.nextInt(3) == 0 ? 1 + random.nextInt(most) : null;
    }

    private Keep keep() {
      Keep drawn = new Keep(count(40), count(9), count(9), count(9), count(9), count(9), count(3));
      return drawn.keepsAll() ? Keep.ofLast(1) : drawn;
    }

    List<Decision> decided(Keep by) {
      return Retention.decide(backups, by, now, zone);
    }

    Set<String> kept(Keep by) {
      return decided(by).stream()
          .filter(Decision::isKept)
          .map(each -> each.backup().id())
          .collect(Collectors.toSet());
    }
  }

  private interface Property {
    void check(Case of);
  }

  private static void always(Property property) {
    for (long seed = 0; seed < CASES; seed++) {
      property.check(new Case(seed));
    }
  }

  @Test
  void neverLosesWhatIsProtected() {
    always(of -> {
      Set<String> kept = of.kept(of.keep);
      for (Candidate each : of.backups) {
        if (each.held() != null
            || each.inUse() != null
            || each.health() == Health.RUNNING
            || each.safetyOf() == Undo.NEEDED) {
          assertThat(kept).as("seed %d", of.seed).contains(each.id());
        }
      }
    });
  }

  @Test
  void neverLosesTheNewestVerifiedBackupOfATarget() {
    always(of -> {
      Set<String> kept = of.kept(of.keep);
      for (String target : TARGETS) {
        of.backups.stream()
            .filter(each -> each.targets().contains(target) && each.isGood())
            .max(Comparator.comparing(Candidate::takenAt).thenComparing(Candidate::id))
            .ifPresent(newest ->
                assertThat(kept).as("seed %d, %s", of.seed, target).contains(newest.id()));
      }
    });
  }

  @Test
  void aTargetNeverLosesItsOnlyBackups() {
    always(of -> {
      Set<String> kept = of.kept(of.keep);
      for (String target : TARGETS) {
        List<String> all =
            of.backups.stream()
                .filter(each -> each.targets().contains(target))
                .map(Candidate::id)
                .toList();
        assertThat(all.isEmpty() || all.stream().anyMatch(kept::contains))
            .as("seed %d, %s", of.seed, target)
            .isTrue();
      }
    });
  }

  @Test
  void oneMoreRuleNeverRemovesMore() {
    always(of -> {
      Keep k = of.keep;
      Set<String> before = of.kept(k);
      List<Keep> wider =
          List.of(
              new Keep(
                  more(k.days()),
                  k.last(),
                  k.hourly(),
                  k.daily(),
                  k.weekly(),
                  k.monthly(),
                  k.yearly()),
              new Keep(
                  k.days(),
                  more(k.last()),
                  k.hourly(),
                  k.daily(),
                  k.weekly(),
                  k.monthly(),
                  k.yearly()),
              new Keep(
                  k.days(),
                  k.last(),
                  more(k.hourly()),
                  k.daily(),
                  k.weekly(),
                  k.monthly(),
                  k.yearly()),
              new Keep(
                  k.days(),
                  k.last(),
                  k.hourly(),
                  more(k.daily()),
                  k.weekly(),
                  k.monthly(),
                  k.yearly()),
              new Keep(
                  k.days(),
                  k.last(),
                  k.hourly(),
                  k.daily(),
                  more(k.weekly()),
                  k.monthly(),
                  k.yearly()),
              new Keep(
                  k.days(),
                  k.last(),
                  k.hourly(),
                  k.daily(),
                  k.weekly(),
                  more(k.monthly()),
                  k.yearly()),
              new Keep(
                  k.days(),
                  k.last(),
                  k.hourly(),
                  k.daily(),
                  k.weekly(),
                  k.monthly(),
                  more(k.yearly())));
      for (Keep each : wider) {
        assertThat(of.kept(each)).as("seed %d, %s", of.seed, each).containsAll(before);
      }
    });
  }

  private static int more(@Nullable Integer count) {
    return count == null ? 2 : count + 1;
  }

  @Test
  void whatIsFoundDamagedIsNotLostSooner() {
    always(of -> {
      Set<String> before = of.kept(of.keep);
      for (int i = 0; i < of.backups.size(); i++) {
        Candidate each = of.backups.get(i);
        if (each.health() == Health.VERIFIED || each.health() == Health.UNVERIFIED) {
          of.backups.set(
              i,
              RetentionTest.with(
                  each,
                  Health.DAMAGED,
                  each.complete(),
                  each.held(),
                  each.inUse(),
                  each.safetyOf()));
          Set<String> after = of.kept(of.keep);
          of.backups.set(i, each);
          Set<String> others =
              before.stream().filter(id -> !id.equals(each.id())).collect(Collectors.toSet());
          assertThat(after).as("seed %d, %s", of.seed, each.id()).containsAll(others);
        }
      }
    });
  }

  @Test
  void aSecondCleanupAtTheSameTimeRemovesNothing() {
    always(of -> {
      Set<String> kept = of.kept(of.keep);
      of.backups.removeIf(each -> !kept.contains(each.id()));
      assertThat(of.kept(of.keep)).as("seed %d", of.seed).isEqualTo(kept);
    });
  }

  @Test
  void everyDecisionHasItsReason() {
    always(of -> {
      for (Decision each : of.decided(of.keep)) {
        assertThat(each.isKept()).as("seed %d", of.seed).isEqualTo(!each.keptBy().isEmpty());
      }
    });
  }
}
