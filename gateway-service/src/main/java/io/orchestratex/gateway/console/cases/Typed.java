package io.orchestratex.gateway.console.cases;

import io.orchestratex.gateway.console.frame.Form;
import io.orchestratex.gateway.console.service.alert.Case;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person typed into the form about a case, and what the fields held before. Only what
 * differs is meant, so that a change of somebody else to another field stays.
 *
 * @param values by field
 * @param before the same fields as they were shown
 */
record Typed(Map<String, String> values, Map<String, String> before) {

  private static final List<String> FIELDS = List.of("status", "assignee", "priority", "tags");

  Typed {
    values = Map.copyOf(values);
    before = Map.copyOf(before);
  }

  /** The form as a case fills it. */
  static Typed of(Case one) {
    Map<String, String> values = stored(one);
    values.put("note", "");
    values.put("other", "");
    return new Typed(values, stored(one));
  }

  /** The form as it was sent. */
  static Typed of(Form form) {
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, String> before = new LinkedHashMap<>();
    for (String field : FIELDS) {
      values.put(field, form.exact(field).strip());
      before.put(field, form.exact("was." + field));
    }
    values.put("note", form.exact("note"));
    values.put("other", form.exact("other").strip());
    return new Typed(values, before);
  }

  private static Map<String, String> stored(Case one) {
    Map<String, String> stored = new LinkedHashMap<>();
    stored.put("status", one.status());
    stored.put("assignee", Objects.requireNonNullElse(one.assignee(), ""));
    stored.put("priority", one.priority());
    stored.put("tags", String.join(", ", one.tags()));
    return stored;
  }

  String value(String field) {
    return values.getOrDefault(field, "");
  }

  String was(String field) {
    return before.getOrDefault(field, "");
  }

  private boolean isChanged(String field) {
    return !value(field).equals(was(field));
  }

  /**
   * The same changes on a case that somebody else changed: what was not touched is as it is now.
   */
  Typed onto(Case now) {
    Map<String, String> stored = stored(now);
    Map<String, String> merged = new LinkedHashMap<>(values);
    for (String field : FIELDS) {
      if (!isChanged(field)) {
        merged.put(field, stored.getOrDefault(field, ""));
      }
    }
    return new Typed(merged, stored);
  }

  /** What is sent to the service; empty where nothing was changed. */
  Map<String, @Nullable Object> body() {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    if (isChanged("status")) {
      body.put("status", value("status"));
    }
    if (!value("other").isEmpty()) {
      body.put("assignee", value("other"));
    } else if (isChanged("assignee")) {
      body.put("assignee", value("assignee").isEmpty() ? null : value("assignee"));
    }
    if (isChanged("priority")) {
      body.put("priority", value("priority"));
    }
    if (isChanged("tags")) {
      body.put("tags", tags(value("tags")));
    }
    if (!value("note").isBlank()) {
      body.put("note", value("note").strip());
    }
    return body;
  }

  /** Tags as they are typed, apart by commas. */
  static List<String> tags(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(tag -> !tag.isEmpty())
        .toList();
  }
}
