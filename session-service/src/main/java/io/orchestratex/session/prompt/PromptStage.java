package io.orchestratex.session.prompt;

/**
 * A step between a question and its answer, such as a cache, a budget, a queue or the choice of a
 * provider. A stage is one {@code @Singleton} in a folder of its own; it is found by injection.
 * Implementations are thread-safe.
 */
public interface PromptStage {

  /** Where it stands: smaller numbers see a question earlier. No two stages have the same. */
  int order();

  /**
   * Prepares the answer to a question. A stage can
   *
   * <ul>
   *   <li>let the later stages prepare it, and return what they prepared, or wrap it to see or
   *       change what comes;
   *   <li>prepare it by itself, so that no later stage is asked;
   *   <li>refuse it by a {@link io.orchestratex.kit.failure.FailureException}; then nothing is
   *       stored;
   *   <li>block for a bounded time, until there is a place for it.
   * </ul>
   *
   * <p>What it reserves it gives back when the answer is finished or discarded, and when a later
   * stage throws.
   */
  PreparedAnswer prepare(Prompt prompt, LaterStages later);

  /** The stages behind this one; they may be asked more than once. */
  @FunctionalInterface
  interface LaterStages {
    PreparedAnswer prepare(Prompt prompt);
  }
}
