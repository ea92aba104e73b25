package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.util.Locale;

/** What a key can hold, by the numbers that RDB files have for it. */
enum ValueType {
  STRING,
  LIST,
  SET,
  ZSET,
  HASH,
  STREAM,
  MODULE;

  /** As {@code TYPE} and the names of objects have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type that a number means. */
  static ValueType of(int code) throws MalformedDumpException {
    return switch (code) {
      case 0 -> STRING;
      case 1, 10, 14, 18 -> LIST;
      case 2, 11, 20 -> SET;
      case 3, 5, 12, 17 -> ZSET;
      case 4, 9, 13, 16, 22, 24, 25 -> HASH;
      case 15, 19, 21 -> STREAM;
      case 7 -> MODULE;
      default ->
          throw new MalformedDumpException(
              "a value of type "
                  + code
                  + ", which this version of OrchestrateX does not know; it is of a newer server");
    };
  }
}
