package io.orchestratex.session.conversation;

import io.orchestratex.session.prompt.AnswerSource;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A prompt and what a model answered.
 *
 * @param iteration position of the prompt in its thread, from 1
 * @param provider the provider that answered; while pending, the one that is going to
 * @param modelName the model that answered; while pending, the one that is going to
 * @param responseText the whole answer, or what had arrived when it failed or was cancelled
 * @param costUsd exact US dollars
 * @param cached true when no provider was called
 * @param failureReason why it failed or was cancelled
 * @param finishReason why the model stopped, in the provider's own word such as {@code stop} or
 *     {@code length}; null when it did not say
 */
public record ModelResponse(
    String id,
    String threadId,
    String sessionId,
    String userId,
    int iteration,
    String provider,
    String modelName,
    String prompt,
    ModelSettings settings,
    ResponseStatus status,
    String responseText,
    Usage usage,
    BigDecimal costUsd,
    long responseTimeMs,
    boolean cached,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Nullable String failureReason,
    @Nullable String finishReason) {

  ModelResponse settled(Settlement settlement, Instant now) {
    AnswerSource source = settlement.source();
    return new ModelResponse(
        id,
        threadId,
        sessionId,
        userId,
        iteration,
        source == null ? provider : source.provider(),
        source == null ? modelName : source.model(),
        prompt,
        settings,
        settlement.status(),
        settlement.text(),
        settlement.usage(),
        settlement.costUsd(),
        settlement.responseTimeMs(),
        settlement.cached(),
        createdAt,
        now,
        settlement.reason(),
        settlement.finishReason());
  }
}
