package io.orchestratex.gateway.console.service.session;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A prompt and what a model answered. */
public record Answer(
    String id,
    int iteration,
    String provider,
    String modelName,
    String prompt,
    String responseText,
    String status,
    long inputTokens,
    long outputTokens,
    BigDecimal costUsd,
    long responseTimeMs,
    Instant createdAt,
    boolean cached,
    @Nullable String failureReason,
    @Nullable String finishReason) {

  public Answer {
    responseText = Objects.requireNonNullElse(responseText, "");
  }

  /** Whether the model still answers. */
  public boolean isPending() {
    return status.equals("pending");
  }
}
