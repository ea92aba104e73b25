package io.orchestratex.kit.apidocs;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Types that are one value in JSON. */
final class ScalarSchemas {

  /** Type and format, by class. */
  private static final Map<Class<?>, String> KNOWN = new HashMap<>();

  static {
    of("boolean", boolean.class, Boolean.class);
    of("integer int32", int.class, Integer.class, short.class, Short.class, byte.class, Byte.class);
    of("integer int64", long.class, Long.class);
    of("integer", BigInteger.class);
    of("number float", float.class, Float.class);
    of("number double", double.class, Double.class);
    of("number", BigDecimal.class, Number.class);
    of("string", String.class, CharSequence.class, char.class, Character.class);
    of("string", ZoneId.class, Locale.class);
    of("string uuid", UUID.class);
    of("string uri", URI.class);
    of("string date-time", Instant.class, OffsetDateTime.class, ZonedDateTime.class);
    of("string date", LocalDate.class);
    of("string duration", Duration.class);
    of("string byte", byte[].class);
  }

  private ScalarSchemas() {}

  private static void of(String described, Class<?>... types) {
    for (Class<?> type : types) {
      KNOWN.put(type, described);
    }
  }

  /** Writes the type into a schema; false when it is no such type. */
  static boolean put(Class<?> type, Map<String, Object> schema) {
    String described = KNOWN.get(type);
    if (described == null) {
      return false;
    }
    String[] parts = described.split(" ");
    schema.put("type", parts[0]);
    if (parts.length > 1) {
      schema.put("format", parts[1]);
    }
    return true;
  }
}
