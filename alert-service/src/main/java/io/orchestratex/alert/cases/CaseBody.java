package io.orchestratex.alert.cases;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.apidocs.DocumentPatterns;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A case as a person opens it.
 *
 * @param title 1 to 200 characters
 * @param description what is known, for people, at most 10000 characters; empty when left out
 * @param severity how bad it is
 * @param priority in which order people should take it; medium when left out
 * @param assignee id of the user who works on it; left out for no one
 * @param tags words to find it by: at most 20, of 1 to 50 characters each
 * @param metadata free JSON, at most 50 entries and 20 levels deep; no field name may be empty,
 *     begin with $ or hold a dot
 * @param alertId id of an alert that the case is about
 */
@Schema(name = "NewCase")
record CaseBody(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            nullable = false,
            minLength = 1,
            maxLength = Case.MAX_TITLE,
            pattern = DocumentPatterns.NOT_BLANK)
        @Nullable String title,
    @Schema(maxLength = MAX_DESCRIPTION) @Nullable String description,
    @Schema(requiredMode = Schema.RequiredMode.REQUIRED, nullable = false)
        @Nullable Severity severity,
    @Nullable Priority priority,
    @Schema(pattern = CaseBody.USER_ID_PATTERN) @Nullable String assignee,
    @ArraySchema(
            maxItems = MAX_TAGS,
            schema =
                @Schema(minLength = 1, maxLength = MAX_TAG, pattern = DocumentPatterns.NOT_BLANK))
        @Nullable List<@Nullable String> tags,
    @Nullable @Schema(type = "object") JsonNode metadata,
    @Nullable String alertId) {

  /** A user's id; ids of 24 hex digits are those of users who were made elsewhere. */
  static final String USER_ID_PATTERN =
      "^([0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$";

  static final Pattern USER_ID = Pattern.compile(USER_ID_PATTERN);
  static final String USER_ID_WORDS = "must be a user id: a UUID, or 24 hex digits";
  private static final int MAX_DESCRIPTION = 10_000;
  static final int MAX_TAGS = 20;
  static final int MAX_TAG = 50;
  private static final int MAX_METADATA = 50;
  private static final int MAX_DEPTH = 20;

  /** The same with defaults, once all of it is right. */
  CaseRules.Opening checked() {
    List<FieldError> errors = new ArrayList<>();
    String text = title == null ? "" : title.strip();
    if (text.isEmpty() || TextLength.of(text) > Case.MAX_TITLE) {
      errors.add(new FieldError("/title", "must have 1 to 200 characters"));
    }
    if (description != null && TextLength.of(description) > MAX_DESCRIPTION) {
      errors.add(new FieldError("/description", "must have at most 10000 characters"));
    }
    if (severity == null) {
      errors.add(new FieldError("/severity", "is missing"));
    }
    if (assignee != null && !USER_ID.matcher(assignee).matches()) {
      errors.add(new FieldError("/assignee", USER_ID_WORDS));
    }
    List<String> checkedTags = tags == null ? List.of() : tags(tags, errors);
    Map<String, Object> free = metadata == null ? Map.of() : metadata(metadata, errors);
    if (!errors.isEmpty()) {
      throw FailureException.invalid("case.invalid", errors);
    }
    return new CaseRules.Opening(
        text,
        Objects.requireNonNullElse(description, ""),
        Objects.requireNonNull(severity),
        Objects.requireNonNullElse(priority, Priority.MEDIUM),
        assignee,
        checkedTags,
        free);
  }

  /** The tags, each once, or errors. */
  static List<String> tags(List<@Nullable String> tags, List<FieldError> errors) {
    if (tags.size() > MAX_TAGS) {
      errors.add(new FieldError("/tags", "must have at most 20 entries"));
    }
    List<String> good = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      if (tag == null || tag.isBlank() || TextLength.of(tag) > MAX_TAG) {
        errors.add(new FieldError("/tags/" + i, "must have 1 to 50 characters"));
      } else if (!good.contains(tag.strip())) {
        good.add(tag.strip());
      }
    }
    return good;
  }

  private static Map<String, Object> metadata(JsonNode metadata, List<FieldError> errors) {
    if (metadata.isNull()) {
      return Map.of();
    }
    if (!metadata.isObject() || metadata.size() > MAX_METADATA) {
      errors.add(new FieldError("/metadata", "must be an object of at most 50 entries"));
      return Map.of();
    }
    return object(metadata, "/metadata", errors);
  }

  /** Field names that MongoDB gives a meaning to are refused at each depth. */
  private static Map<String, Object> object(JsonNode object, String at, List<FieldError> errors) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (at.chars().filter(c -> c == '/').count() > MAX_DEPTH) {
      errors.add(new FieldError("/metadata", "is nested more than 20 levels deep"));
      return values;
    }
    object
        .properties()
        .forEach(field -> {
          String name = field.getKey();
          String below = at + "/" + name;
          if (name.startsWith("$") || name.contains(".") || name.isEmpty()) {
            errors.add(new FieldError(below, "has a name that begins with $ or holds a dot"));
          }
          values.put(name, value(field.getValue(), below, errors));
        });
    return values;
  }

  @SuppressWarnings("NullAway") // JSON's null is a value of metadata, which is free.
  private static Object value(JsonNode node, String at, List<FieldError> errors) {
    return switch (node.getNodeType()) {
      case OBJECT -> object(node, at, errors);
      case ARRAY -> {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
          values.add(value(node.get(i), at + "/" + i, errors));
        }
        yield values;
      }
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? node.longValue()
              : node.doubleValue();
      case NULL, MISSING, POJO, BINARY -> null;
    };
  }
}
