package io.orchestratex.session.wire;

import io.orchestratex.kit.failure.FailureException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names of our enum constants as they are stored and sent: in lower case. */
public final class WireName {

  private WireName() {}

  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constant with a name that we wrote ourselves. */
  public static <E extends Enum<E>> E read(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  /**
   * The constant that a query parameter names, or null when it is absent.
   *
   * @throws FailureException Invalid at the parameter when there is no such constant
   */
  public static <E extends Enum<E>> @Nullable E filter(
      Class<E> type, String parameter, @Nullable String name) {
    if (name == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (of(constant).equals(name)) {
        return constant;
      }
    }
    throw FailureException.invalid(
        "filter.value-unknown",
        "?" + parameter,
        "must be one of "
            + Arrays.stream(type.getEnumConstants())
                .map(WireName::of)
                .collect(Collectors.joining(", ")));
  }
}
