package io.orchestratex.session.conversation;

import io.orchestratex.session.prompt.AnswerSource;
import io.orchestratex.session.provider.ModelSettings;

/**
 * A prompt that is about to be answered, under the id that its answer will have.
 *
 * @param source who is going to answer
 */
public record NewPrompt(
    String responseId, AnswerSource source, String prompt, ModelSettings settings) {}
