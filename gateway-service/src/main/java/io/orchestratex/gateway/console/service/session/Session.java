package io.orchestratex.gateway.console.service.session;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A session, as session-service shows it. */
public record Session(
    String id,
    String userId,
    String title,
    String status,
    Instant createdAt,
    @Nullable Instant sessionEnd,
    long totalTokens,
    BigDecimal totalCost,
    int threadCount,
    @Nullable JsonNode metadata) {

  /** Whether it takes prompts. */
  public boolean isActive() {
    return status.equals("active");
  }
}
