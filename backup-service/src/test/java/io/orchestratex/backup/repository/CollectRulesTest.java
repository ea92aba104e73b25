package io.orchestratex.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.repository.CollectRules.Limits;
import io.orchestratex.backup.repository.CollectRules.PackFacts;
import io.orchestratex.backup.repository.CollectRules.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CollectRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
  private static final Duration GRACE = Duration.ofHours(1);
  private static final Limits LIMITS = new Limits(GRACE, 50, 100, 2);

  private static ChunkId id(int number) {
    return new ChunkId(number, 0, 0, 0);
  }

  /** Of chunks of 100 bytes each. */
  private static PackFacts pack(String name, @Nullable Instant markedAt, int... chunks) {
    List<ChunkEntry> entries = new ArrayList<>();
    for (int chunk : chunks) {
      entries.add(new ChunkEntry(id(chunk), 0, 100, 200));
    }
    return new PackFacts(name, chunks.length * 100L, entries, markedAt);
  }

  private static Plan decide(Set<Integer> needed, @Nullable Instant oldest, PackFacts... packs) {
    return CollectRules.decide(
        List.of(packs),
        chunk -> needed.contains((int) chunk.a()),
        Optional.ofNullable(oldest),
        NOW,
        LIMITS);
  }

  @Test
  void aPackThatNothingNeedsIsMarkedFirst() {
    Plan plan = decide(Set.of(1), null, pack("a", null, 1, 2), pack("b", null, 3, 4));
    assertThat(plan.mark()).containsExactly("b");
    assertThat(plan.remove()).isEmpty();
    assertThat(plan.repack()).as("half of it is needed").isEmpty();
  }

  @Test
  void aMarkedPackGoesWhenItsGraceIsOver() {
    Instant over = NOW.minus(GRACE);
    assertThat(decide(Set.of(), null, pack("a", over, 1)).remove()).containsExactly("a");
    assertThat(decide(Set.of(), null, pack("a", over.plusMillis(1), 1)).remove()).isEmpty();
    assertThat(decide(Set.of(), null, pack("a", NOW.plusSeconds(5), 1)).remove())
        .as("the clock was put back")
        .isEmpty();
  }

  @Test
  void anAttemptThatBeganBeforeTheEndOfTheGraceKeepsIt() {
    Instant marked = NOW.minus(GRACE.multipliedBy(3));
    Instant settled = marked.plus(GRACE);
    assertThat(decide(Set.of(), settled, pack("a", marked, 1)).remove()).isEmpty();
    assertThat(decide(Set.of(), settled.plusMillis(1), pack("a", marked, 1)).remove())
        .containsExactly("a");
  }

  @Test
  void aMarkedPackThatIsNeededAgainIsKept() {
    Plan plan = decide(Set.of(2), null, pack("a", NOW.minus(GRACE.multipliedBy(9)), 1, 2));
    assertThat(plan.unmark()).containsExactly("a");
    assertThat(plan.remove()).isEmpty();
  }

  @Test
  void aMarkedPackWhoseChunksAreElsewhereGoes() {
    Instant over = NOW.minus(GRACE);
    Plan plan = decide(Set.of(1, 2), null, pack("a", over, 1, 2), pack("b", null, 1, 2));
    assertThat(plan.remove()).containsExactly("a");
    assertThat(plan.mark()).isEmpty();
  }

  @Test
  void ofTwoCopiesOneIsKept() {
    Plan plan = decide(Set.of(1), null, pack("a", null, 1), pack("b", null, 1));
    assertThat(plan.mark()).containsExactly("b");
    Instant over = NOW.minus(GRACE);
    Plan both = decide(Set.of(1), null, pack("a", over, 1), pack("b", over, 1));
    assertThat(both.unmark()).containsExactly("a");
    assertThat(both.remove()).containsExactly("b");
  }

  @Test
  void aPackOfWhichLittleIsNeededIsRepacked() {
    Plan plan = decide(Set.of(1), null, pack("a", null, 1, 2, 3));
    assertThat(plan.repack()).containsExactly("a");
  }

  @Test
  void manySmallPacksBecomeOne() {
    Set<Integer> needed = Set.of(1, 2, 3);
    PackFacts small = new PackFacts("a", 90, pack("a", null, 1).chunks(), null);
    PackFacts other = new PackFacts("b", 90, pack("b", null, 2).chunks(), null);
    PackFacts third = new PackFacts("c", 90, pack("c", null, 3).chunks(), null);
    assertThat(decide(needed, null, small, other).repack()).isEmpty();
    assertThat(decide(needed, null, small, other, third).repack()).containsExactly("a", "b", "c");
  }
}
