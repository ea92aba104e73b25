package io.orchestratex.session.store.mongodb;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.serde.annotation.Serdeable;
import io.orchestratex.session.conversation.SessionAnalytics.ModelUse;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What {@link SessionSums} answers per model.
 *
 * @param avgResponseTime null where no answer was completed
 */
@Serdeable
@MappedEntity(ConversationSchema.RESPONSES)
record ModelUseRow(
    @Id @JsonProperty("_id") String modelName,
    long responses,
    @JsonProperty("total_tokens") long totalTokens,
    @JsonProperty("total_cost") BigDecimal totalCost,
    @JsonProperty("avg_response_time") @Nullable Double avgResponseTime) {

  ModelUse use() {
    return new ModelUse(
        modelName,
        responses,
        totalTokens,
        totalCost,
        avgResponseTime == null ? 0 : avgResponseTime);
  }
}
