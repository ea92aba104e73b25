package io.orchestratex.kit.connection;

import io.orchestratex.kit.connection.StepResult.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A test of a connection while it runs: notes what became of each step. After one that failed, no
 * other is noted. For one thread.
 */
public final class ConnectionTest {

  private final Map<Step, StepResult> results = new EnumMap<>(Step.class);
  private @Nullable Step failed;

  /** A step went well; a remedy says what would make more possible. */
  public void pass(Step step, String detail, @Nullable String remedy) {
    note(step, Result.PASSED, detail, remedy);
  }

  /** A step went well. */
  public void pass(Step step, String detail) {
    pass(step, detail, null);
  }

  /** A step failed, and the test with it. */
  public void fail(Step step, String detail, @Nullable String remedy) {
    if (failed == null) {
      note(step, Result.FAILED, detail, remedy);
      failed = step;
    }
  }

  /** A step is not asked for. */
  public void skip(Step step, String detail) {
    note(step, Result.SKIPPED, detail, null);
  }

  private void note(Step step, Result result, String detail, @Nullable String remedy) {
    if (failed == null) {
      results.put(step, new StepResult(step, result, detail, remedy));
    }
  }

  /** Whether a step failed, so that there is nothing more to try. */
  public boolean hasFailed() {
    return failed != null;
  }

  /** What was found. */
  public ConnectionReport report() {
    List<StepResult> steps = new ArrayList<>();
    for (Step step : Step.values()) {
      if (failed != null && step.compareTo(failed) > 0) {
        steps.add(
            new StepResult(
                step, Result.SKIPPED, "not tried, because " + failed.text() + " failed", null));
      } else {
        steps.add(
            results.getOrDefault(
                step, new StepResult(step, Result.SKIPPED, "there is nothing to try", null)));
      }
    }
    return ConnectionReport.of(steps);
  }
}
