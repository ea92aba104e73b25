package io.orchestratex.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.job.JobStatus;
import io.orchestratex.backup.restore.RestoreDetails.Report;
import io.orchestratex.backup.restore.RestoreRules.Entry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestoreRulesTest {

  private static ObjectFact fact(String name, long count, String hash) {
    return new ObjectFact(name, count, hash, 1);
  }

  @Test
  void beginsAgainUntilThingsMoveAndThenGoesOn() {
    RestoreDetails fresh = RestoreDetails.begin(Selection.ALL, List.of("a.b"));
    RestoreDetails moving = fresh.withSwaps(Map.of());

    assertThat(RestoreRules.entry(fresh, false)).isEqualTo(Entry.PREPARE);
    assertThat(RestoreRules.entry(fresh, true)).isEqualTo(Entry.GIVE_UP);
    assertThat(RestoreRules.entry(moving, false)).isEqualTo(Entry.SWAP);
    assertThat(RestoreRules.entry(moving, true)).isEqualTo(Entry.ROLL_BACK);
  }

  @Test
  void whatARestoreLeftGoesOnlyWhenItIsNobodysOnlyCopy() {
    RestoreDetails fresh = RestoreDetails.begin(Selection.ALL, List.of("a.b"));
    RestoreDetails moving = fresh.withSwaps(Map.of());

    assertThat(RestoreRules.isOver(JobStatus.FAILED, fresh)).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.CANCELLED, fresh)).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.SUCCEEDED, moving.withConfirmed())).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.FAILED, moving.withConfirmed())).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.ROLLED_BACK, moving)).isTrue();
    assertThat(RestoreRules.isOver(JobStatus.FAILED, moving)).as("not rolled back").isFalse();
    assertThat(RestoreRules.isOver(JobStatus.RUNNING, fresh)).isFalse();
    assertThat(RestoreRules.isOver(JobStatus.QUEUED, fresh)).isFalse();
  }

  @Test
  void comparesOnlyWhatIsReplacedOrCreated() {
    assertThat(
            RestoreRules.restored(
                List.of(
                    new PlannedObject("a.x", 1L, 2L, Action.REPLACE),
                    new PlannedObject("a.y", null, 2L, Action.CREATE),
                    new PlannedObject("a.outbox", 1L, 2L, Action.SKIP),
                    new PlannedObject("a.z", 1L, null, Action.KEEP))))
        .containsExactly("a.x", "a.y");
  }

  @Test
  void whatIsMissingOrHasOtherContentIsUnequal() {
    List<ObjectFact> backup = List.of(fact("a.x", 2, "h"), fact("a.y", 1, "i"));

    Report missing =
        RestoreRules.compare(List.of("a.x", "a.y"), backup, List.of(fact("a.x", 2, "h")));
    Report other = RestoreRules.compare(List.of("a.x"), backup, List.of(fact("a.x", 2, "changed")));

    assertThat(missing.equal()).isFalse();
    assertThat(RestoreRules.difference(missing)).contains("a.y is missing");
    assertThat(other.equal()).isFalse();
    assertThat(RestoreRules.compare(List.of("a.x"), backup, backup).equal()).isTrue();
  }
}
