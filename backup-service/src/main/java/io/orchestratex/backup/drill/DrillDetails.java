package io.orchestratex.backup.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a drill's job keeps beside its state.
 *
 * @param targets its parts, in their order
 * @param verdicts by target, {@code passed} or {@code failed}; targets about which the drill says
 *     nothing are left out. The store asks for these
 */
record DrillDetails(List<DrilledTarget> targets, Map<String, String> verdicts) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  DrillDetails {
    targets = targets == null ? List.of() : List.copyOf(targets);
    verdicts = verdicts == null ? Map.of() : Map.copyOf(verdicts);
  }

  /** With the verdicts that the targets' states are. */
  static DrillDetails of(List<DrilledTarget> targets) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (DrilledTarget each : targets) {
      if (each.passed() || each.state().equals(DrilledTarget.FAILED)) {
        verdicts.put(each.target(), each.state());
      }
    }
    return new DrillDetails(targets, verdicts);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static DrillDetails fromJson(String json) {
    try {
      return JSON.readValue(json, DrillDetails.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the details of a drill cannot be read", e);
    }
  }
}
