package io.orchestratex.kit.connection;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a test of a connection found.
 *
 * @param passed whether no step failed
 * @param failed the step that failed; left out when none did
 * @param steps all steps, in their order
 */
public record ConnectionReport(boolean passed, @Nullable Step failed, List<StepResult> steps) {

  public ConnectionReport {
    steps = List.copyOf(steps);
  }

  static ConnectionReport of(List<StepResult> steps) {
    Step failed =
        steps.stream()
            .filter(each -> each.result() == StepResult.Result.FAILED)
            .map(StepResult::step)
            .findFirst()
            .orElse(null);
    return new ConnectionReport(failed == null, failed, steps);
  }

  /** The step that failed, with what was found. */
  @JsonIgnore
  public Optional<StepResult> failure() {
    return steps.stream().filter(each -> each.step() == failed).findFirst();
  }

  /** Which step failed, why, and what to do, in one text; empty when none did. */
  @JsonIgnore
  public Optional<String> explanation() {
    return failure()
        .map(each ->
            "the step %s failed: %s%s"
                .formatted(
                    each.step().text(),
                    each.detail(),
                    each.remedy() == null ? "" : " " + each.remedy()));
  }
}
