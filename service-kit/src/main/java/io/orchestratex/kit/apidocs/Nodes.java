package io.orchestratex.kit.apidocs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Parts of a document, as YAML's reader gives them: maps, lists and values. */
final class Nodes {

  static final String REF = "$ref";
  static final String SCHEMAS = "#/components/schemas/";

  private Nodes() {}

  /** The object itself, or an empty one where there is none. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object node) {
    return node instanceof Map<?, ?> fields ? (Map<String, Object>) fields : Map.of();
  }

  static Map<String, Object> copy(@Nullable Object node) {
    return new LinkedHashMap<>(map(node));
  }

  static List<Object> list(@Nullable Object node) {
    return node instanceof List<?> elements ? new ArrayList<>(elements) : new ArrayList<>();
  }

  static Map<String, Object> ref(String name) {
    Map<String, Object> ref = new LinkedHashMap<>();
    ref.put(REF, SCHEMAS + name);
    return ref;
  }

  /** A copy with other references. */
  static Object withReferences(Object node, UnaryOperator<String> renamed) {
    return switch (node) {
      case Map<?, ?> fields -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) ->
            copy.put(
                String.valueOf(name),
                value == null
                    ? null
                    : REF.equals(name) && value instanceof String reference
                        ? renamed.apply(reference)
                        : withReferences(value, renamed)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        // An enum of what may be null holds it.
        list.forEach(
            element -> copy.add(element == null ? null : withReferences(element, renamed)));
        yield copy;
      }
      default -> node;
    };
  }

  /** Calls for each operation of a path. */
  static void eachOperation(@Nullable Object pathItem, BiConsumer<String, Object> action) {
    map(pathItem)
        .forEach((method, operation) -> {
          if (METHODS.contains(method)) {
            action.accept(method, operation);
          }
        });
  }

  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
}
