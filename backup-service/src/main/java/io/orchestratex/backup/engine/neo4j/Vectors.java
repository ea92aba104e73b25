package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;
import org.neo4j.driver.types.Float32Vector;
import org.neo4j.driver.types.Float64Vector;
import org.neo4j.driver.types.Int16Vector;
import org.neo4j.driver.types.Int32Vector;
import org.neo4j.driver.types.Int64Vector;
import org.neo4j.driver.types.Int8Vector;

/** Vectors, which servers from 2025.10 on have as a type of their own. */
final class Vectors {

  private Vectors() {}

  static void write(DataOutputStream out, Value value) throws IOException {
    switch (value.asObject()) {
      case Int8Vector v -> {
        head(out, '1', v.toArray().length);
        out.write(v.toArray());
      }
      case Int16Vector v -> {
        head(out, '2', v.toArray().length);
        for (short each : v.toArray()) {
          out.writeShort(each);
        }
      }
      case Int32Vector v -> {
        head(out, '3', v.toArray().length);
        for (int each : v.toArray()) {
          out.writeInt(each);
        }
      }
      case Int64Vector v -> {
        head(out, '4', v.toArray().length);
        for (long each : v.toArray()) {
          out.writeLong(each);
        }
      }
      case Float32Vector v -> {
        head(out, '5', v.toArray().length);
        for (float each : v.toArray()) {
          out.writeInt(Float.floatToRawIntBits(each));
        }
      }
      case Float64Vector v -> {
        head(out, '6', v.toArray().length);
        for (double each : v.toArray()) {
          out.writeLong(Double.doubleToRawLongBits(each));
        }
      }
      default ->
          throw new EngineException(
              "backup.neo4j-fault",
              "the graph holds a value of the type "
                  + value.type().name()
                  + ", which this version of OrchestrateX cannot back up; use neo4j-admin database"
                  + " dump for it");
    }
  }

  private static void head(DataOutputStream out, char type, int length) throws IOException {
    out.writeByte(type);
    out.writeInt(length);
  }

  static Value read(DataInputStream in, char type) throws IOException {
    if (type < '1' || type > '6') {
      throw new MalformedDumpException("a value of the dump has the unknown type " + (int) type);
    }
    int length = ValueCodec.size(in);
    return switch (type) {
      case '1' -> Values.vector(in.readNBytes(length));
      case '2' -> {
        short[] all = new short[length];
        for (int i = 0; i < length; i++) {
          all[i] = in.readShort();
        }
        yield Values.vector(all);
      }
      case '3' -> {
        int[] all = new int[length];
        for (int i = 0; i < length; i++) {
          all[i] = in.readInt();
        }
        yield Values.vector(all);
      }
      case '4' -> {
        long[] all = new long[length];
        for (int i = 0; i < length; i++) {
          all[i] = in.readLong();
        }
        yield Values.vector(all);
      }
      case '5' -> {
        float[] all = new float[length];
        for (int i = 0; i < length; i++) {
          all[i] = Float.intBitsToFloat(in.readInt());
        }
        yield Values.vector(all);
      }
      default -> {
        double[] all = new double[length];
        for (int i = 0; i < length; i++) {
          all[i] = Double.longBitsToDouble(in.readLong());
        }
        yield Values.vector(all);
      }
    };
  }
}
