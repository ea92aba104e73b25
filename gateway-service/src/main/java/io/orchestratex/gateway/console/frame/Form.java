package io.orchestratex.gateway.console.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a form as they were sent; a controller's method takes it as an argument. */
public record Form(Map<String, List<String>> fields) {

  /** The request's attribute that holds it. */
  public static final String ATTRIBUTE = "orchestratex.console.form";

  /** How forms are sent. */
  public static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

  public Form {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    fields.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    fields = Collections.unmodifiableMap(copy);
  }

  /**
   * Reads what a browser sent.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  public static Form parse(String encoded) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String field : encoded.isEmpty() ? new String[0] : encoded.split("&", -1)) {
      int end = field.indexOf('=');
      String name = URLDecoder.decode(end < 0 ? field : field.substring(0, end), UTF_8);
      String value = end < 0 ? "" : URLDecoder.decode(field.substring(end + 1), UTF_8);
      fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }
    return new Form(fields);
  }

  /** A field's first value without blanks around it; null where it is missing or blank. */
  public @Nullable String text(String name) {
    List<String> values = all(name);
    return values.isEmpty() || values.getFirst().isBlank() ? null : values.getFirst().strip();
  }

  /** A field's first value exactly as it was typed; empty where it is missing. */
  public String exact(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** All values of a field. */
  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }
}
