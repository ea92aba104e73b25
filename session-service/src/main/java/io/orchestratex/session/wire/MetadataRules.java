package io.orchestratex.session.wire;

import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metadata that a client may store with something: a small tree of plain values. Keys that a
 * database reads as operators or paths ({@code $…}, dots, NUL) are refused.
 */
public final class MetadataRules {

  private static final int MOST_KEYS = 100;
  private static final int DEEPEST = 5;
  private static final int LONGEST_KEY = 64;
  private static final int LONGEST_TEXT = 2_000;

  private final List<FieldError> errors = new ArrayList<>();
  private int keys;

  private MetadataRules() {}

  /**
   * Returns the metadata, which is empty when there is none.
   *
   * @param pointer where it lies in the request's body
   * @throws FailureException Invalid with a pointer to each key that may not
   */
  public static Map<String, Object> checked(
      String pointer, @Nullable Map<String, Object> metadata) {
    if (metadata == null) {
      return Map.of();
    }
    MetadataRules rules = new MetadataRules();
    rules.map(pointer, metadata, 1);
    if (rules.keys > MOST_KEYS) {
      rules.errors.add(new FieldError(pointer, "has more than " + MOST_KEYS + " keys"));
    }
    if (!rules.errors.isEmpty()) {
      throw FailureException.invalid("metadata.invalid", rules.errors);
    }
    return metadata;
  }

  private void map(String pointer, Map<?, ?> map, int depth) {
    if (depth > DEEPEST) {
      errors.add(new FieldError(pointer, "is nested deeper than " + DEEPEST + " levels"));
      return;
    }
    map.forEach((key, value) -> {
      keys++;
      String name = String.valueOf(key);
      String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
      if (name.isEmpty() || TextLength.of(name) > LONGEST_KEY) {
        errors.add(new FieldError(at, "must have a key of 1 to " + LONGEST_KEY + " characters"));
      } else if (name.startsWith("$") || name.contains(".") || name.indexOf('\0') >= 0) {
        errors.add(new FieldError(at, "must not begin with $ or contain a dot or NUL"));
      } else {
        value(at, value, depth);
      }
    });
  }

  private void value(String pointer, @Nullable Object value, int depth) {
    switch (value) {
      case Map<?, ?> map -> map(pointer, map, depth + 1);
      case List<?> list -> {
        keys += list.size();
        for (int i = 0; i < list.size() && i < MOST_KEYS; i++) {
          value(pointer + "/" + i, list.get(i), depth + 1);
        }
      }
      case String text when TextLength.of(text) > LONGEST_TEXT ->
          errors.add(new FieldError(pointer, "is longer than " + LONGEST_TEXT + " characters"));
      case BigInteger _ -> errors.add(new FieldError(pointer, "is a number beyond 64 bits"));
      case null, default -> {
        // A plain value.
      }
    }
  }
}
