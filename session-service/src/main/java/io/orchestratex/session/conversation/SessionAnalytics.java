package io.orchestratex.session.conversation;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a session used.
 *
 * @param sessionId the session
 * @param models one entry for each model that was asked, the dearest first
 */
public record SessionAnalytics(String sessionId, List<ModelUse> models) {

  public SessionAnalytics {
    models = List.copyOf(models);
  }

  /**
   * All answers of one model, the failed and cancelled ones included.
   *
   * @param modelName the model that answered
   * @param responses how many answers it gave, the failed and cancelled ones included
   * @param totalTokens input and output tokens of all its answers
   * @param totalCost exact cost of all its answers in US dollars
   * @param avgResponseTime mean time of a completed answer in milliseconds, 0 when there is none
   */
  public record ModelUse(
      String modelName,
      long responses,
      long totalTokens,
      BigDecimal totalCost,
      double avgResponseTime) {}
}
