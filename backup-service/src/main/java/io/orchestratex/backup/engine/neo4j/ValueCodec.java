package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;
import org.neo4j.driver.types.IsoDuration;
import org.neo4j.driver.types.Point;

/**
 * Writes and reads the values of properties: a letter for the type, then the value. The same value
 * always makes the same bytes. All types that a store can hold are known; one that is not ends the
 * dump with its name.
 */
final class ValueCodec {

  /** Larger than any value that a server takes. */
  private static final int MOST_BYTES = 1 << 30;

  private ValueCodec() {}

  static void writeAll(DataOutputStream out, SortedMap<String, Value> properties)
      throws IOException {
    out.writeInt(properties.size());
    for (Map.Entry<String, Value> each : properties.entrySet()) {
      text(out, each.getKey());
      write(out, each.getValue());
    }
  }

  static SortedMap<String, Value> readAll(DataInputStream in) throws IOException {
    SortedMap<String, Value> properties = new TreeMap<>();
    for (int left = size(in); left > 0; left--) {
      properties.put(text(in), read(in));
    }
    return properties;
  }

  static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, text.getBytes(UTF_8));
  }

  static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), UTF_8);
  }

  private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    return in.readNBytes(size(in));
  }

  static int size(DataInputStream in) throws IOException {
    int size = in.readInt();
    if (size < 0 || size > MOST_BYTES) {
      throw new MalformedDumpException("a value of the dump has a size of " + size);
    }
    return size;
  }

  private static void write(DataOutputStream out, Value value) throws IOException {
    switch (value.asObject()) {
      case Boolean bool -> {
        out.writeByte('b');
        out.writeBoolean(bool);
      }
      case Long number -> {
        out.writeByte('i');
        out.writeLong(number);
      }
      case Double number -> {
        out.writeByte('f');
        out.writeLong(Double.doubleToRawLongBits(number));
      }
      case String text -> {
        out.writeByte('s');
        text(out, text);
      }
      case byte[] raw -> {
        out.writeByte('B');
        bytes(out, raw);
      }
      case LocalDate date -> time(out, 'd', date);
      case LocalTime time -> time(out, 't', time);
      case OffsetTime time -> time(out, 'o', time);
      case LocalDateTime time -> time(out, 'l', time);
      case ZonedDateTime time -> time(out, 'z', time);
      case IsoDuration duration -> {
        out.writeByte('D');
        out.writeLong(duration.months());
        out.writeLong(duration.days());
        out.writeLong(duration.seconds());
        out.writeInt(duration.nanoseconds());
      }
      case Point point -> point(out, point);
      case List<?> _ -> {
        out.writeByte('L');
        List<Value> items = value.asList(each -> each);
        out.writeInt(items.size());
        for (Value item : items) {
          write(out, item);
        }
      }
      default -> Vectors.write(out, value);
    }
  }

  private static void time(DataOutputStream out, char type, Object time) throws IOException {
    out.writeByte(type);
    text(out, time.toString());
  }

  private static void point(DataOutputStream out, Point point) throws IOException {
    boolean flat = Double.isNaN(point.z());
    out.writeByte(flat ? 'p' : 'P');
    out.writeInt(point.srid());
    out.writeDouble(point.x());
    out.writeDouble(point.y());
    if (!flat) {
      out.writeDouble(point.z());
    }
  }

  private static Value read(DataInputStream in) throws IOException {
    char type = (char) in.readUnsignedByte();
    try {
      return switch (type) {
        case 'b' -> Values.value(in.readBoolean());
        case 'i' -> Values.value(in.readLong());
        case 'f' -> Values.value(Double.longBitsToDouble(in.readLong()));
        case 's' -> Values.value(text(in));
        case 'B' -> Values.value(bytes(in));
        case 'd' -> Values.value(LocalDate.parse(text(in)));
        case 't' -> Values.value(LocalTime.parse(text(in)));
        case 'o' -> Values.value(OffsetTime.parse(text(in)));
        case 'l' -> Values.value(LocalDateTime.parse(text(in)));
        case 'z' -> Values.value(ZonedDateTime.parse(text(in)));
        case 'D' -> Values.isoDuration(in.readLong(), in.readLong(), in.readLong(), in.readInt());
        case 'p' -> Values.point(in.readInt(), in.readDouble(), in.readDouble());
        case 'P' -> Values.point(in.readInt(), in.readDouble(), in.readDouble(), in.readDouble());
        case 'L' -> list(in);
        default -> Vectors.read(in, type);
      };
    } catch (DateTimeException e) {
      throw new MalformedDumpException("a time in the dump is none", e);
    }
  }

  private static Value list(DataInputStream in) throws IOException {
    List<Value> items = new ArrayList<>();
    for (int left = size(in); left > 0; left--) {
      items.add(read(in));
    }
    return Values.value(items);
  }
}
