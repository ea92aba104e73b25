package io.orchestratex.alert.intake;

import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleEvaluation.Decision;
import io.orchestratex.alert.rule.RuleEvaluation.Outcome;
import io.orchestratex.alert.rule.RuleEvaluation.Reading;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.contracts.RestoreEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/**
 * Knows from their events which restores are under way. While one is, the collections of its target
 * may be empty or missing for a moment, so that one that shrinks is not believed; its next value is
 * compared with the one before the restore. A target has the same name here and in backup-service.
 */
@Singleton
final class Restores {

  /** The clocks of two machines differ, and a measurement takes a while. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final RestoreStore store;
  private final RestoreSettings settings;

  Restores(RestoreStore store, RestoreSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  /** Takes a restore's event into account, however often it comes. */
  void note(RestoreEvent event) {
    switch (event) {
      case RestoreEvent.Started begun ->
          store.started(begun.restoreId(), begun.targets(), begun.startedAt());
      case RestoreEvent.Succeeded done -> store.ended(done.restoreId(), done.finishedAt());
      case RestoreEvent.Failed failed -> store.ended(failed.restoreId(), failed.failedAt());
      case RestoreEvent.RolledBack back -> store.ended(back.restoreId(), back.rolledBackAt());
      // Not begun, or not ended: it is taken up again; or what an end that was noted left.
      case RestoreEvent.Requested _,
          RestoreEvent.Deviated _,
          RestoreEvent.Interrupted _,
          RestoreEvent.RollbackFailed _ -> {}
    }
  }

  /** The decision that stands: as if the reading had not been, when a restore explains it. */
  Decision judged(Rule rule, String target, RuleState before, Reading reading, Decision decision) {
    boolean shrank =
        decision.outcome() instanceof Outcome.Fires && rule.condition() instanceof Condition.Shrink;
    return shrank && isUnderWay(target, reading.at())
        ? new Decision(before, new Outcome.Nothing())
        : decision;
  }

  private boolean isUnderWay(String target, Instant at) {
    return store.isUnderWay(target, at.plus(MARGIN), at.minus(settings.limit()), at.minus(MARGIN));
  }
}
