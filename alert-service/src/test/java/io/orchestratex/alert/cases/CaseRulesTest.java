package io.orchestratex.alert.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.alert.cases.CaseRules.Change;
import io.orchestratex.alert.cases.CaseRules.Edit;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.contracts.CaseEvent;
import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseRulesTest {

  private static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");
  private static final Alert ALERT =
      AlertRules.raise(
              "a1",
              new Firing(
                  "collection-shrank",
                  "mongodb",
                  Severity.CRITICAL,
                  "x.y shrank",
                  Map.of("alertname", "collection-shrank"),
                  Map.of(),
                  T0,
                  T0))
          .next();

  @Test
  void aCriticalAlertOpensACase() {
    Change change = CaseRules.raised(null, ALERT, "c1", T0);

    assertThat(change.next().status()).isEqualTo(CaseStatus.OPEN);
    assertThat(change.next().severity()).isEqualTo(Severity.CRITICAL);
    assertThat(change.next().priority()).isEqualTo(Priority.MEDIUM);
    assertThat(change.next().group()).isEqualTo(ALERT.fingerprint());
    assertThat(change.event())
        .isEqualTo(new CaseEvent.Opened("c1", "x.y shrank", "critical", "a1", T0));
  }

  @Test
  void theSameConditionIsNotedInItsActiveCase() {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();

    Change change = CaseRules.raised(open, ALERT, "c2", T0.plusSeconds(1));

    assertThat(change.next().id()).isEqualTo("c1");
    assertThat(change.next().version()).isEqualTo(2);
    assertThat(change.next().timeline()).hasSize(2);
    assertThat(change.event()).isNull();
  }

  @Test
  void theSameConditionReopensACaseWithinADay() {
    Case resolved = resolved(CaseRules.raised(null, ALERT, "c1", T0).next());

    Change change = CaseRules.raised(resolved, ALERT, "c2", T0.plus(Duration.ofHours(24)));

    assertThat(change.next().id()).isEqualTo("c1");
    assertThat(change.next().status()).isEqualTo(CaseStatus.OPEN);
    assertThat(change.next().resolvedAt()).isNull();
    assertThat(change.event()).isInstanceOf(CaseEvent.StatusChanged.class);
  }

  @Test
  void theSameConditionLaterIsANewCaseThatNamesTheOldOne() {
    Case resolved = resolved(CaseRules.raised(null, ALERT, "c1", T0).next());

    Change change =
        CaseRules.raised(resolved, ALERT, "c2", T0.plus(Duration.ofHours(24)).plusMillis(1));

    assertThat(change.next().id()).isEqualTo("c2");
    assertThat(change.next().timeline())
        .last()
        .extracting(Case.Entry::text)
        .asString()
        .contains("c1");
  }

  @Test
  void aCaseThatNoPersonTookEndsWithItsLastAlert() {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();

    assertThat(CaseRules.alertEnded(open, ALERT, "back", 1, T0).next().status())
        .isEqualTo(CaseStatus.OPEN);
    Change change = CaseRules.alertEnded(open, ALERT, "back", 0, T0);
    assertThat(change.next().status()).isEqualTo(CaseStatus.RESOLVED);
    assertThat(change.next().resolvedAt()).isEqualTo(T0);
    assertThat(change.event())
        .isEqualTo(new CaseEvent.StatusChanged("c1", "open", "resolved", null, T0));
  }

  @Test
  void aCaseThatAPersonTookWaitsForThem() {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();
    Case taken = move(open, CaseStatus.IN_PROGRESS).next();
    Case assigned =
        CaseRules.edit(
                open, new Edit(null, "a".repeat(24), false, null, null, null, null), "ann", T0)
            .next();

    for (Case held : List.of(taken, assigned)) {
      Change change = CaseRules.alertEnded(held, ALERT, "back", 0, T0);
      assertThat(change.next().status()).isEqualTo(held.status());
      assertThat(change.next().timeline())
          .last()
          .extracting(Case.Entry::text)
          .asString()
          .contains("back");
      assertThat(change.event()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN, IN_PROGRESS, true", "OPEN, RESOLVED, true", "OPEN, CLOSED, false",
    "IN_PROGRESS, OPEN, true", "IN_PROGRESS, RESOLVED, true", "IN_PROGRESS, CLOSED, false",
    "RESOLVED, CLOSED, true", "RESOLVED, OPEN, true", "RESOLVED, IN_PROGRESS, false",
    "CLOSED, OPEN, true", "CLOSED, RESOLVED, false", "CLOSED, IN_PROGRESS, false",
  })
  void movesAsAllowedOnly(CaseStatus from, CaseStatus to, boolean allowed) {
    Case before = in(from);
    if (allowed) {
      Change change = move(before, to);
      assertThat(change.next().status()).isEqualTo(to);
      assertThat(change.next().resolvedAt() == null).isEqualTo(to.active());
      assertThat(change.event())
          .isEqualTo(
              new CaseEvent.StatusChanged("c1", from.wire(), to.wire(), "ann", T0.plusSeconds(9)));
    } else {
      assertThatThrownBy(() -> move(before, to))
          .isInstanceOf(FailureException.class)
          .hasMessageContaining("case.move-refused");
    }
  }

  @Test
  void whoLooksAtACaseHearsOfEachChange() {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();
    CaseEvent changed = new CaseEvent.Changed("c1", "ann", T0);

    for (Edit edit :
        List.of(
            new Edit(null, null, false, null, null, "a note", null),
            new Edit(null, "a".repeat(24), false, null, null, null, null),
            new Edit(null, null, false, Priority.URGENT, null, null, null),
            new Edit(null, null, false, null, List.of("disk"), null, null))) {
      assertThat(CaseRules.edit(open, edit, "ann", T0).event()).isEqualTo(changed);
    }
    assertThat(CaseRules.linked(open, ALERT, "ann", T0).event()).isEqualTo(changed);
    Edit nothing = new Edit(CaseStatus.OPEN, null, true, null, null, null, null);
    assertThat(CaseRules.edit(open, nothing, "ann", T0).event()).isNull();
  }

  @Test
  void anEditThatChangesNothingIsNoVersion() {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();

    assertThat(
            CaseRules.edit(
                    open,
                    new Edit(CaseStatus.OPEN, null, true, Priority.MEDIUM, open.tags(), null, 1L),
                    "ann",
                    T0)
                .next())
        .isSameAs(open);
  }

  @Test
  void anEditOfAnOldVersionIsRefused() {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();

    assertThatThrownBy(
            () -> CaseRules.edit(open, new Edit(null, null, true, null, null, null, 7L), "ann", T0))
        .hasMessageContaining("case.version-stale");
  }

  @Test
  void theTimelineKeepsTheNewest() {
    Case one = CaseRules.raised(null, ALERT, "c1", T0).next();
    for (int i = 0; i < 300; i++) {
      one = CaseRules.raised(one, ALERT, "x", T0.plusSeconds(i)).next();
    }
    assertThat(one.timeline()).hasSize(Case.MAX_TIMELINE);
    assertThat(one.timeline().getLast().at()).isEqualTo(T0.plusSeconds(299));
  }

  private static Case in(CaseStatus status) {
    Case open = CaseRules.raised(null, ALERT, "c1", T0).next();
    return switch (status) {
      case OPEN -> open;
      case IN_PROGRESS -> move(open, CaseStatus.IN_PROGRESS).next();
      case RESOLVED -> resolved(open);
      case CLOSED -> move(resolved(open), CaseStatus.CLOSED).next();
    };
  }

  private static Case resolved(Case open) {
    return CaseRules.edit(
            open, new Edit(CaseStatus.RESOLVED, null, false, null, null, null, null), "ann", T0)
        .next();
  }

  private static Change move(Case before, @Nullable CaseStatus to) {
    return CaseRules.edit(
        before, new Edit(to, null, false, null, null, null, null), "ann", T0.plusSeconds(9));
  }
}
