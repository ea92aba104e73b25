package io.orchestratex.backup.copy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * What a copy's job keeps beside its state.
 *
 * @param vault where the copy goes
 * @param from the vault that it was read from; null until one was chosen
 * @param totalBytes bytes that are read of the backup, before compression; 0 until they are known
 */
public record CopyDetails(String vault, @Nullable String from, long totalBytes) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads what {@link #toJson} wrote. */
  public static CopyDetails fromJson(String json) {
    try {
      return JSON.readValue(json, CopyDetails.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the details of a copy cannot be read", e);
    }
  }
}
