package io.orchestratex.session.conversation;

import io.orchestratex.kit.failure.FailureException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for a whole answer. */
final class AnswerFuture implements AnswerListener {

  private final CompletableFuture<ModelResponse> response = new CompletableFuture<>();

  @Override
  public void token(String text) {
    // The whole is waited for.
  }

  @Override
  public void recorded(ModelResponse recorded) {
    response.complete(recorded);
  }

  @Override
  public void failed(FailureException failure) {
    response.completeExceptionally(failure);
  }

  /** Blocks until the answer is stored; a provider's time limits bound the wait. */
  ModelResponse await() {
    try {
      return response.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
