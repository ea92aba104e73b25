package io.orchestratex.session.prompt;

import io.orchestratex.session.prompt.PromptStage.LaterStages;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/**
 * All stages in their order. Today there is one, {@code route}, which ends every pipeline. A cache,
 * admission, a budget and a queue come before it, in this order, each with a smaller number.
 * Thread-safe.
 */
@Singleton
public final class PromptPipeline {

  private final List<PromptStage> stages;

  public PromptPipeline(List<PromptStage> stages) {
    this.stages = stages.stream().sorted(Comparator.comparingInt(PromptStage::order)).toList();
    for (int i = 1; i < this.stages.size(); i++) {
      PromptStage one = this.stages.get(i - 1);
      PromptStage other = this.stages.get(i);
      if (one.order() == other.order()) {
        throw new IllegalStateException(
            "The prompt stages "
                + one.getClass().getSimpleName()
                + " and "
                + other.getClass().getSimpleName()
                + " have the same order "
                + one.order()
                + "; give one of them another.");
      }
    }
  }

  /**
   * Prepares the answer to a question. May block; see {@link PromptStage#prepare}.
   *
   * @throws io.orchestratex.kit.failure.FailureException when a stage refuses the question
   */
  public PreparedAnswer prepare(Prompt prompt) {
    return from(0).prepare(prompt);
  }

  private LaterStages from(int index) {
    if (index == stages.size()) {
      return _ -> {
        throw new IllegalStateException("No prompt stage gave an answer.");
      };
    }
    return prompt -> stages.get(index).prepare(prompt, from(index + 1));
  }
}
