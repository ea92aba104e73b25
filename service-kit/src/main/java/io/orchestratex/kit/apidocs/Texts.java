package io.orchestratex.kit.apidocs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Texts and constraints that the compiler wrote, put at what the running service knows. */
final class Texts {

  private static final List<String> KEPT =
      List.of(
          "title",
          "description",
          "format",
          "pattern",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties",
          "uniqueItems",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "multipleOf",
          "enum",
          "default",
          "example",
          "deprecated");

  private static final List<String> BESIDE_REFERENCES =
      List.of("description", "default", "example");

  /** A constraint that is a list of words is better described as one. */
  private static final String WORDS = "[A-Za-z_-]+(\\|[A-Za-z_-]+)*";

  private Texts() {}

  /** Puts what the first of the texts says that says it. */
  static void put(Map<String, Object> schema, List<Map<String, Object>> texts, String... keys) {
    for (String key : keys) {
      first(texts, key).ifPresent(value -> schema.putIfAbsent(key, value));
    }
  }

  private static Optional<Object> first(List<Map<String, Object>> texts, String key) {
    return texts.stream().map(text -> text.get(key)).filter(Objects::nonNull).findFirst();
  }

  /** A field's schema with its texts. */
  static Map<String, Object> overlaid(
      Map<String, Object> schema, List<Map<String, Object>> texts, boolean nullable) {
    Map<String, Object> whole = new LinkedHashMap<>();
    if (schema.containsKey(Nodes.REF)) {
      put(whole, texts, BESIDE_REFERENCES.toArray(String[]::new));
      if (nullable) {
        whole.put("nullable", true);
      }
      if (whole.isEmpty()) {
        return schema;
      }
      // What stands beside a reference is not read.
      whole.put("allOf", List.of(schema));
      return whole;
    }
    whole.putAll(schema);
    put(whole, texts, KEPT.toArray(String[]::new));
    if (whole.get("pattern") instanceof String pattern) {
      if (pattern.matches(WORDS)) {
        whole.remove("pattern");
        whole.put("enum", List.of((Object[]) pattern.split("\\|")));
      } else {
        whole.put("pattern", EcmaPattern.of(pattern));
      }
    }
    for (String part : List.of("items", "additionalProperties")) {
      if (schema.get(part) instanceof Map<?, ?> inner) {
        List<Map<String, Object>> innerTexts =
            texts.stream()
                .map(text -> Nodes.map(text.get(part)))
                .filter(text -> !text.isEmpty())
                .toList();
        whole.put(part, overlaid(Nodes.map(inner), innerTexts, false));
      }
    }
    if (nullable && whole.containsKey("type")) {
      whole.put("nullable", true);
      if (whole.get("enum") instanceof List<?>) {
        List<Object> values = Nodes.list(whole.get("enum"));
        values.add(null);
        whole.put("enum", values);
      }
    }
    return whole;
  }
}
