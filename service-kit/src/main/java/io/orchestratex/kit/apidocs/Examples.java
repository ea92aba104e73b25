package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Examples of bodies, from the class path: {@code <operationId>.request.json}, {@code
 * <operationId>.response.json} for the first success, and {@code <operationId>.response.202.json}
 * for another.
 */
final class Examples {

  private static final String FOLDER = "META-INF/apidocs/examples/";
  private static final String JSON = "application/json";

  /** Plain maps and lists, whatever modules the service's own mapper has. */
  private static final ObjectMapper PLAIN = new ObjectMapper();

  void put(String operationId, Map<String, Object> operation) {
    if (operation.get("requestBody") instanceof Map<?, ?> body) {
      operation.put("requestBody", with(Nodes.copy(body), operationId + ".request"));
    }
    Map<String, Object> responses = Nodes.copy(operation.get("responses"));
    boolean first = true;
    for (Map.Entry<String, Object> response : responses.entrySet()) {
      Map<String, Object> content = Nodes.map(Nodes.map(response.getValue()).get("content"));
      if (response.getKey().startsWith("2") && content.containsKey(JSON)) {
        String name = operationId + ".response" + (first ? "" : "." + response.getKey());
        response.setValue(with(Nodes.copy(response.getValue()), name));
        first = false;
      }
    }
    operation.put("responses", responses);
  }

  private Map<String, Object> with(Map<String, Object> holder, String name) {
    Map<String, Object> content = Nodes.copy(holder.get("content"));
    read(name)
        .ifPresent(example ->
            content.computeIfPresent(
                JSON,
                (_, media) -> {
                  Map<String, Object> whole = new LinkedHashMap<>(Nodes.map(media));
                  whole.put("example", example);
                  return whole;
                }));
    holder.put("content", content);
    return holder;
  }

  private Optional<Object> read(String name) {
    String path = FOLDER + name + ".json";
    try (InputStream in = Examples.class.getClassLoader().getResourceAsStream(path)) {
      return in == null ? Optional.empty() : Optional.of(PLAIN.readValue(in, Object.class));
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }
}
