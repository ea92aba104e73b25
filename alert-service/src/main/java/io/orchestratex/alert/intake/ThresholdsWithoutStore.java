package io.orchestratex.alert.intake;

import io.orchestratex.alert.rule.Condition;
import io.orchestratex.alert.rule.Rule;
import io.orchestratex.alert.rule.RuleEvaluation;
import io.orchestratex.alert.rule.RuleEvaluation.Decision;
import io.orchestratex.alert.rule.RuleEvaluation.Outcome;
import io.orchestratex.alert.rule.RuleState;
import io.orchestratex.alert.standby.LastKnown;
import io.orchestratex.alert.standby.Standby;
import io.orchestratex.alert.standby.StandbyIntake;
import io.orchestratex.contracts.MetricEvent.Sampled;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks threshold rules about samples while the store is away, from the states that this process
 * knew last. The samples stay on Kafka: the regular intake asks about them again afterwards, comes
 * to the same alerts with the same beginnings, and finds them raised. A series that the process has
 * never judged with the store is left alone, because it may fire already.
 */
@Singleton
final class ThresholdsWithoutStore implements StandbyIntake {

  private final SampleIntake regular;
  private final Standby standby;
  private final InstantSource clock;
  private final Map<String, RuleState> states = new HashMap<>();

  ThresholdsWithoutStore(SampleIntake regular, Standby standby, InstantSource clock) {
    this.regular = regular;
    this.standby = standby;
    this.clock = clock;
  }

  @Override
  public void accept(Sampled sampled) {
    List<Rule> rules =
        standby.lastKnown().map(LastKnown::rules).orElse(List.of()).stream()
            .filter(rule -> rule.condition() instanceof Condition.Threshold)
            .toList();
    Question.about(sampled, rules).values().forEach(this::judge);
  }

  private void judge(Question question) {
    RuleState state = state(question);
    if (state == null) {
      return;
    }
    Decision decision =
        RuleEvaluation.decide(question.rule(), state, question.reading(), clock.instant());
    states.put(question.fingerprint(), decision.next());
    switch (decision.outcome()) {
      case Outcome.Fires fires -> standby.raise(question.firing(fires));
      case Outcome.Clears(String resolution) -> standby.end(question.fingerprint(), resolution);
      case Outcome.StillFires _, Outcome.Nothing _ -> {}
    }
  }

  private @Nullable RuleState state(Question question) {
    RuleState state = states.get(question.fingerprint());
    return state != null ? state : regular.lastKnown(question).orElse(null);
  }

  @Override
  public void forget() {
    states.clear();
  }
}
