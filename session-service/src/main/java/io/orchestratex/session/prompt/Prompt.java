package io.orchestratex.session.prompt;

import io.orchestratex.session.provider.ModelRequest.Exchange;
import io.orchestratex.session.provider.ModelSettings;
import java.util.List;
import java.util.function.Supplier;

/**
 * A question as a stage sees it.
 *
 * @param responseId the id that its answer will have
 * @param userId the owner of the session, who is charged
 * @param model what the request named: a model, or a provider and its model as {@code
 *     provider/model}
 * @param history reads the earlier exchanges of the thread, oldest first. A stage reads it as late
 *     as it can: a prompt that waited then knows what was answered meanwhile
 */
public record Prompt(
    String responseId,
    String userId,
    String sessionId,
    String threadId,
    String model,
    String text,
    ModelSettings settings,
    Supplier<List<Exchange>> history) {

  /** The same question for another model. */
  public Prompt forModel(String other) {
    return new Prompt(responseId, userId, sessionId, threadId, other, text, settings, history);
  }
}
