package io.orchestratex.gateway.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parts that do not answer a service, as its readiness shows them to everybody.
 *
 * @param reasons a sentence by the part's name
 */
record AwayParts(Map<String, String> reasons) {

  AwayParts {
    reasons = Map.copyOf(reasons);
  }

  /** None where the answer is of another form. */
  static AwayParts read(ObjectMapper json, byte[] readiness) {
    try {
      return of(json.readTree(readiness));
    } catch (IOException e) {
      return new AwayParts(Map.of());
    }
  }

  static AwayParts of(@Nullable JsonNode readiness) {
    Map<String, String> reasons = new TreeMap<>();
    if (readiness != null) {
      readiness
          .path("details")
          .properties()
          .forEach(part -> {
            String status = part.getValue().path("status").asText("UP");
            if (!status.equals("UP") && !status.equals("UNKNOWN")) {
              String reason = part.getValue().path("details").path("error").asText("");
              reasons.put(
                  part.getKey(),
                  reason.isEmpty()
                      ? part.getKey() + " is " + status.toLowerCase(Locale.ROOT)
                      : reason);
            }
          });
    }
    return new AwayParts(reasons);
  }

  List<String> names() {
    return reasons.keySet().stream().sorted().toList();
  }

  /** All reasons in one line, or null. */
  @Nullable String detail() {
    String all =
        String.join(
            ". ",
            reasons.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .toList());
    return all.isEmpty() ? null : all;
  }
}
