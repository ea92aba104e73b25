package io.orchestratex.session.conversation;

import io.orchestratex.session.provider.ModelSettings;
import java.time.Instant;

/** A prompt that is about to be sent to a model, under the id that its answer will have. */
public record NewPrompt(
    String responseId,
    String provider,
    String modelName,
    String prompt,
    ModelSettings settings,
    Instant leaseUntil) {}
