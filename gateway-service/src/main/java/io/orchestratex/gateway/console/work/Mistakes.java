package io.orchestratex.gateway.console.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.gateway.console.service.ServiceFault;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a form.
 *
 * @param detail of all; empty when nothing is wrong
 * @param fields what is wrong with which field
 */
record Mistakes(int status, String detail, Map<String, String> fields) {

  static final Mistakes NONE = new Mistakes(200, "", Map.of());

  private static final ObjectMapper JSON = new ObjectMapper();

  Mistakes {
    fields = Map.copyOf(fields);
  }

  /** What a service refused; the first mistake of each field, whichever part of it is meant. */
  static Mistakes of(ServiceFault fault) {
    Map<String, String> fields = new HashMap<>();
    fault
        .errors()
        .forEach(error -> {
          String[] path = error.pointer().split("/", 3);
          if (path.length > 1) {
            fields.putIfAbsent(path[1], error.detail());
          }
        });
    return new Mistakes(fault.status(), fault.detail(), fields);
  }

  /** A mistake that the page finds by itself. */
  static Mistakes of(NotReadable fault) {
    return new Mistakes(
        400,
        "Nothing was sent: the field " + fault.field + " is not right.",
        Map.of(fault.field, fault.problem));
  }

  @Nullable String of(String field) {
    return fields.get(field);
  }

  boolean isNone() {
    return detail.isEmpty();
  }

  /** A field cannot be read as what it should be. */
  static final class NotReadable extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final String field;
    private final String problem;

    NotReadable(String field, String problem) {
      super(field + " " + problem);
      this.field = field;
      this.problem = problem;
    }
  }

  /** A JSON object that was typed; null where nothing was. */
  static @Nullable JsonNode object(String field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      JsonNode read = JSON.readTree(text);
      if (read.isObject()) {
        return read;
      }
    } catch (JsonProcessingException e) {
      throw new NotReadable(
          field,
          "is not JSON: line "
              + e.getLocation().getLineNr()
              + ", column "
              + e.getLocation().getColumnNr()
              + " cannot be read");
    }
    throw new NotReadable(field, "must be a JSON object, such as {\"priority\": \"high\"}");
  }
}
