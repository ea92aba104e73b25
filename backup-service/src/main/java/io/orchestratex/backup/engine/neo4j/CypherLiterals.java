package io.orchestratex.backup.engine.neo4j;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.StringJoiner;
import org.neo4j.driver.Value;
import org.neo4j.driver.types.IsoDuration;
import org.neo4j.driver.types.Point;
import org.neo4j.driver.types.Vector;

/** Values as Cypher writes them. */
final class CypherLiterals {

  private CypherLiterals() {}

  static String of(Value value) {
    return switch (value.asObject()) {
      case Double number -> number(number);
      case String text -> text(text);
      case byte[] raw -> {
        StringJoiner all = new StringJoiner(",", "[", "]");
        for (byte each : raw) {
          all.add(Byte.toString(each));
        }
        yield all.toString();
      }
      case LocalDate date -> "date('" + date + "')";
      case LocalTime time -> "localtime('" + time + "')";
      case OffsetTime time -> "time('" + time + "')";
      case LocalDateTime time -> "localdatetime('" + time + "')";
      case ZonedDateTime time -> "datetime('" + time + "')";
      case IsoDuration duration ->
          "duration({months:%d,days:%d,seconds:%d,nanoseconds:%d})"
              .formatted(
                  duration.months(), duration.days(), duration.seconds(), duration.nanoseconds());
      case Point point ->
          "point({srid:%d,x:%s,y:%s%s})"
              .formatted(
                  point.srid(),
                  number(point.x()),
                  number(point.y()),
                  Double.isNaN(point.z()) ? "" : ",z:" + number(point.z()));
      case List<?> _ -> {
        StringJoiner all = new StringJoiner(",", "[", "]");
        value.asList(CypherLiterals::of).forEach(all::add);
        yield all.toString();
      }
      case Vector vector -> vector.toString();
      case Object other -> other.toString(); // Numbers and booleans.
    };
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "(0.0/0.0)";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "(1.0/0.0)" : "(-1.0/0.0)";
    }
    return Double.toString(number);
  }

  private static String text(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\'') {
        out.append('\\').append(c);
      } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('\'').toString();
  }
}
