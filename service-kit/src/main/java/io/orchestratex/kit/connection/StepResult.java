package io.orchestratex.kit.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one step of a test.
 *
 * @param step which one
 * @param result whether it passed; a step is skipped when it is not asked for, or an earlier one
 *     failed
 * @param detail what was found, a sentence for a person without anything secret
 * @param remedy what to do about it, such as the statement that gives the missing right; left out
 *     when there is nothing to do
 */
public record StepResult(Step step, Result result, String detail, @Nullable String remedy) {

  /** What a step can come to. */
  public enum Result {
    PASSED,
    FAILED,
    SKIPPED;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
