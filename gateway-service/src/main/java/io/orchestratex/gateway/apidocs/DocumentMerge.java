package io.orchestratex.gateway.apidocs;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes one OpenAPI document of several. A schema whose name another service has used for something
 * else is renamed {@code <service>.<name>}, with the references to it.
 */
final class DocumentMerge {

  private static final String REFERENCE = "$ref";

  private final Map<String, Object> paths = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> components = new LinkedHashMap<>();
  private final Map<String, Object> tags = new LinkedHashMap<>();
  private final Set<String> operationIds = new LinkedHashSet<>();

  /** Adds a service's document. */
  void add(String service, Map<String, Object> document) {
    Map<String, String> renamed = new LinkedHashMap<>();
    Map<String, Object> own = map(document.get("components"));
    own.forEach((kind, named) ->
        map(named)
            .forEach((name, content) -> {
              Object known = components.getOrDefault(kind, Map.of()).get(name);
              if (known != null && !known.equals(content)) {
                renamed.put(
                    "#/components/" + kind + "/" + name,
                    "#/components/" + kind + "/" + service + "." + name);
              }
            }));
    own.forEach((kind, named) ->
        map(named)
            .forEach((name, content) -> {
              boolean rename = renamed.containsKey("#/components/" + kind + "/" + name);
              components
                  .computeIfAbsent(kind, _ -> new LinkedHashMap<>())
                  .put(rename ? service + "." + name : name, withReferences(content, renamed));
            }));
    map(document.get("paths"))
        .forEach((path, item) ->
            paths.putIfAbsent(path, withOwnIds(service, withReferences(item, renamed))));
    if (document.get("tags") instanceof List<?> list) {
      for (Object tag : list) {
        tags.putIfAbsent(String.valueOf(map(tag).get("name")), tag);
      }
    }
  }

  /** The whole, with the head of {@code first}. */
  Map<String, Object> merged(Map<String, Object> first) {
    Map<String, Object> merged = new LinkedHashMap<>();
    merged.put("openapi", first.getOrDefault("openapi", "3.0.1"));
    merged.put("info", map(first.get("info")));
    merged.put("servers", List.of(Map.of("url", "/")));
    merged.put("tags", List.copyOf(tags.values()));
    merged.put("paths", paths);
    merged.put("components", components);
    merged.put("security", first.getOrDefault("security", List.of()));
    return merged;
  }

  private Object withOwnIds(String service, Object pathItem) {
    if (!(pathItem instanceof Map<?, ?>)) {
      return pathItem;
    }
    Map<String, Object> item = new LinkedHashMap<>(map(pathItem));
    item.replaceAll((_, operation) -> {
      if (operation instanceof Map<?, ?> fields && fields.get("operationId") instanceof String id) {
        Map<String, Object> copy = new LinkedHashMap<>(map(operation));
        String unique = operationIds.add(id) ? id : service + "-" + id;
        operationIds.add(unique);
        copy.put("operationId", unique);
        return copy;
      }
      return operation;
    });
    return item;
  }

  private static Object withReferences(Object node, Map<String, String> renamed) {
    return switch (node) {
      case Map<?, ?> fields -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) ->
            copy.put(
                String.valueOf(name),
                REFERENCE.equals(name) && value instanceof String reference
                    ? renamed.getOrDefault(reference, reference)
                    : withReferences(value, renamed)));
        yield copy;
      }
      case List<?> list -> list.stream().map(element -> withReferences(element, renamed)).toList();
      default -> node;
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@org.jspecify.annotations.Nullable Object node) {
    return node instanceof Map<?, ?> fields ? (Map<String, Object>) fields : Map.of();
  }
}
