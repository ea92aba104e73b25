package io.orchestratex.gateway.apidocs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes one OpenAPI document of several. A component whose name another service has used for
 * something else is renamed after its service ({@code Target} of monitor-service is {@code
 * MonitorTarget}), with the references to it; services are added in an order that does not change.
 */
final class DocumentMerge {

  private static final String COMPONENTS = "#/components/";

  private final Map<String, Object> paths = new TreeMap<>();
  private final Map<String, Map<String, Object>> components = new TreeMap<>();
  private final Map<String, Object> tags = new LinkedHashMap<>();
  private final Set<String> sharedTags = new LinkedHashSet<>();
  private final Map<String, List<Operation>> operations = new LinkedHashMap<>();

  /**
   * An operation of a service.
   *
   * @param fields of the whole document, which may be changed
   */
  private record Operation(String stem, Map<String, Object> fields) {}

  /** Adds a service's document. */
  void add(String service, Map<String, Object> document) {
    Map<String, Object> own = map(document.get("components"));
    Map<String, String> renamed = renamed(service, own);
    own.forEach((kind, named) ->
        map(named)
            .forEach((name, content) -> {
              String reference = COMPONENTS + kind + "/" + name;
              String wanted = renamed.getOrDefault(reference, reference);
              components
                  .computeIfAbsent(kind, _ -> new TreeMap<>())
                  .put(
                      wanted.substring(wanted.lastIndexOf('/') + 1),
                      withReferences(content, renamed));
            }));
    map(document.get("paths"))
        .forEach((path, item) -> {
          if (!paths.containsKey(path)) {
            paths.put(path, withOperations(service, withReferences(item, renamed)));
          }
        });
    if (document.get("tags") instanceof List<?> list) {
      for (Object tag : list) {
        String name = String.valueOf(map(tag).get("name"));
        if (tags.putIfAbsent(name, tag) != null) {
          sharedTags.add(name);
        }
      }
    }
  }

  /** What is called otherwise here: what differs from its namesake, or refers to what does. */
  private Map<String, String> renamed(String service, Map<String, Object> own) {
    Map<String, String> renamed = new LinkedHashMap<>();
    int before;
    do {
      before = renamed.size();
      own.forEach((kind, named) ->
          map(named)
              .forEach((name, content) -> {
                String reference = COMPONENTS + kind + "/" + name;
                Object known = components.getOrDefault(kind, Map.of()).get(name);
                if (known != null
                    && !renamed.containsKey(reference)
                    && !known.equals(withReferences(content, renamed))) {
                  renamed.put(reference, COMPONENTS + kind + "/" + stem(service) + name);
                }
              }));
    } while (renamed.size() > before);
    return renamed;
  }

  /** {@code Monitor} for monitor-service. */
  private static String stem(String service) {
    String name = service.replaceAll("-service$", "");
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** The whole, with the head of {@code first}. */
  Map<String, Object> merged(Map<String, Object> first) {
    nameApart();
    Map<String, Object> merged = new LinkedHashMap<>();
    merged.put("openapi", first.getOrDefault("openapi", "3.0.3"));
    merged.put("info", map(first.get("info")));
    merged.put("servers", List.of(Map.of("url", "/", "description", "This gateway")));
    merged.put("tags", orderedTags());
    merged.put("paths", paths);
    merged.put("components", components);
    return merged;
  }

  /** Service by service; what several of them have comes last. */
  private List<Object> orderedTags() {
    List<Object> ordered = new ArrayList<>();
    tags.forEach((name, tag) -> {
      if (!sharedTags.contains(name)) {
        ordered.add(tag);
      }
    });
    sharedTags.forEach(name -> ordered.add(Objects.requireNonNull(tags.get(name))));
    return ordered;
  }

  /** Keeps the operations of a path, until it is known which of their ids others have too. */
  private Object withOperations(String service, Object pathItem) {
    Map<String, Object> item = new LinkedHashMap<>(map(pathItem));
    item.replaceAll((_, operation) -> {
      if (operation instanceof Map<?, ?> fields && fields.get("operationId") instanceof String id) {
        Map<String, Object> copy = new LinkedHashMap<>(map(operation));
        operations
            .computeIfAbsent(id, _ -> new ArrayList<>())
            .add(new Operation(stem(service), copy));
        return copy;
      }
      return operation;
    });
    return item;
  }

  /** Operations that several services have, such as those of the kit, say whose they are. */
  private void nameApart() {
    operations.forEach((id, alike) -> {
      if (alike.size() > 1) {
        alike.forEach(it -> it.fields().put("operationId", id + "Of" + it.stem()));
      }
    });
  }

  private static Object withReferences(Object node, Map<String, String> renamed) {
    return switch (node) {
      case Map<?, ?> fields -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) ->
            copy.put(String.valueOf(name), value == null ? null : withReferences(value, renamed)));
        yield copy;
      }
      case List<?> list -> {
        List<Object> copy = new ArrayList<>();
        list.forEach(
            element -> copy.add(element == null ? null : withReferences(element, renamed)));
        yield copy;
      }
      // References, and the mapping of a discriminator.
      case String text when renamed.containsKey(text) -> renamed.get(text);
      default -> node;
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object node) {
    return node instanceof Map<?, ?> fields ? (Map<String, Object>) fields : Map.of();
  }
}
