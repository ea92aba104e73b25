package io.orchestratex.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.pipeline.DamagedArtifactException;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrillRulesTest {

  private static final long ROOM = 1L << 30;
  private static final DrilledTarget TARGET = DrilledTarget.waiting("shop", "mongodb").running("m");

  private static final NotDrilled GRAPH = new NotDrilled("graph", "neo4j", "no programs are set");

  private static ObjectFact fact(String name, long count, String hash) {
    return new ObjectFact(name, count, hash, 10 * count);
  }

  private static DrilledTarget compared(List<ObjectFact> expected, List<ObjectFact> measured) {
    return DrillRules.compared(TARGET, expected, Set.of("a.left"), measured, List.of(), 1200);
  }

  private static DrillDetails details(List<DrilledTarget> now) {
    return DrillDetails.ordered(null, List.of(), List.of(GRAPH)).with(now);
  }

  @Test
  void passesWhenEachObjectIsAsTheBackupSays() {
    DrilledTarget passed =
        DrillRules.compared(
            TARGET,
            List.of(fact("a.b", 3, "x"), fact("a.left", 9, "y")),
            Set.of("a.left"),
            List.of(fact("a.b", 3, "x")),
            List.of(new Deviation("INDEX", "a.i", "it could not be built")),
            1200);

    assertThat(passed.passed()).isTrue();
    assertThat(passed.objects()).isEqualTo(1);
    assertThat(passed.records()).isEqualTo(3);
    assertThat(passed.durationMs()).isEqualTo(1200);
    assertThat(passed.deviations()).containsExactly("INDEX a.i: it could not be built");
    assertThat(DrillRules.failure(List.of(passed))).isEmpty();
    assertThat(details(List.of(passed)).verdicts()).containsEntry("shop", "passed");
  }

  @Test
  void namesWhatIsMissingOrDiffers() {
    DrilledTarget failed =
        compared(
            List.of(fact("a.b", 3, "x"), fact("a.c", 3, "x"), fact("a.d", 1, "z")),
            List.of(fact("a.b", 2, "x"), fact("a.c", 3, "other")));

    assertThat(failed.state()).isEqualTo("failed");
    assertThat(failed.failure())
        .contains("a.b: 2 records instead of 3")
        .contains("a.c: its 3 records have other content")
        .contains("a.d is missing after loading");
    assertThat(DrillRules.failure(List.of(failed)).orElseThrow())
        .startsWith("shop: a.b")
        .endsWith("The backup does not count as good any more.");
    assertThat(details(List.of(failed)).verdicts()).containsEntry("shop", "failed");
  }

  @Test
  void blamesTheBackupOnlyForWhatIsItsOwn() {
    EngineException refused = new EngineException("restore.object-refused", "no");
    assertThat(DrillRules.isOfTheBackup(refused, true, ROOM)).isTrue();
    assertThat(DrillRules.isOfTheBackup(refused, false, ROOM)).as("the server died").isFalse();
    assertThat(DrillRules.isOfTheBackup(refused, true, 1)).as("the disk is full").isFalse();
    assertThat(DrillRules.isOfTheBackup(new DamagedArtifactException("cut"), false, 1)).isTrue();
    assertThat(
            DrillRules.isOfTheBackup(
                new EngineException("x", "y", new DamagedArtifactException("cut")), true, ROOM))
        .isTrue();
    for (String code :
        List.of(
            ScratchRestore.NO_PROGRAM,
            EngineException.UNREACHABLE,
            "drill.no-room",
            "restore.requirement-missing")) {
      assertThat(DrillRules.isOfTheBackup(new EngineException(code, ""), true, ROOM))
          .as(code)
          .isFalse();
    }
    assertThat(DrillRules.isOfTheBackup(new IOException("the vault is away"), true, ROOM))
        .isFalse();
  }

  @Test
  void whatCouldNotBeCarriedOutSaysNothingAboutTheBackup() {
    DrilledTarget none = TARGET.ended(DrilledTarget.NOT_CARRIED_OUT, 5, "no room");
    DrilledTarget passed = compared(List.of(), List.of());

    assertThat(DrillRules.result(List.of(passed, none))).isEqualTo("not_carried_out");
    assertThat(DrillRules.failure(List.of(passed, none)).orElseThrow())
        .isEqualTo(
            "shop: no room. The drill could not be carried out; this says nothing about the backup.");
    assertThat(details(List.of(none)).verdicts()).isEmpty();
    DrillDetails read = DrillDetails.fromJson(details(List.of(none)).toJson());
    assertThat(read.targets()).containsExactly(none);
    assertThat(read.leftOut()).containsExactly(GRAPH);
  }

  @Test
  void expectsTheTimeOfTheLastDrillBySize() {
    LastDrill last = new LastDrill("d", "b", true, Instant.EPOCH, 2000, 100, null);
    assertThat(DrillRules.expectedMillis(Optional.of(last), 400)).contains(8000L);
    assertThat(DrillRules.expectedMillis(Optional.of(last), 50)).contains(2000L);
    assertThat(DrillRules.expectedMillis(Optional.empty(), 50)).isEmpty();
    assertThat(DrillRules.room(List.of(fact("a.b", 100, "x"))))
        .isEqualTo(DrillRules.OWN_ROOM + 2000);
  }

  @Test
  void whoNamesATargetThatCannotBeDrilledIsToldWhichAndWhy() {
    DrillRules.requireDrillable(List.of("shop"), List.of());

    assertThatThrownBy(() -> DrillRules.requireDrillable(List.of("shop", "graph"), List.of(GRAPH)))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused -> {
              assertThat(refused.failure()).isInstanceOf(Failure.Invalid.class);
              assertThat(((Failure.Invalid) refused.failure()).errors())
                  .containsExactly(
                      new FieldError("/targets/1", "graph cannot be drilled: no programs are set"));
            });
  }

  @Test
  void aBackupOfNothingThatCanBeDrilledIsRefused() {
    DrillRules.requireAny("b", List.of("a part"), List.of(GRAPH));

    assertThatThrownBy(() -> DrillRules.requireAny("b", List.of(), List.of(GRAPH)))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("graph: no programs are set");
  }
}
