package io.orchestratex.session.conversation;

import java.math.BigDecimal;
import java.util.List;

/** What a session used, per model, the dearest first. */
public record SessionAnalytics(String sessionId, List<ModelUse> models) {

  public SessionAnalytics {
    models = List.copyOf(models);
  }

  /**
   * All answers of one model, the failed and cancelled ones included.
   *
   * @param avgResponseTime mean time of a completed answer in milliseconds, 0 when there is none
   */
  public record ModelUse(
      String modelName,
      long responses,
      long totalTokens,
      BigDecimal totalCost,
      double avgResponseTime) {}
}
