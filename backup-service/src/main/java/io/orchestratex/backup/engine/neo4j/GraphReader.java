package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link GraphWriter} wrote, a record at a time. */
final class GraphReader {

  private final DataInputStream in;
  private long count;
  private int size;

  /**
   * Begins to read.
   *
   * @throws IOException when it is no such file
   */
  GraphReader(InputStream file) throws IOException {
    in = new DataInputStream(new BufferedInputStream(file, 1 << 16));
    if (!Arrays.equals(in.readNBytes(GraphWriter.MAGIC.length), GraphWriter.MAGIC)) {
      throw new MalformedDumpException("this is no graph that OrchestrateX wrote");
    }
  }

  /** How many bytes the last record had. */
  int size() {
    return size;
  }

  /**
   * The next record; null after the last one.
   *
   * @throws IOException when the file is cut or damaged
   */
  @Nullable GraphRecord next() throws IOException {
    try {
      char type = (char) in.readUnsignedByte();
      size = ValueCodec.size(in);
      byte[] content = in.readNBytes(size);
      if (content.length < size) {
        throw new EOFException();
      }
      DataInputStream record = new DataInputStream(new ByteArrayInputStream(content));
      GraphRecord read =
          switch (type) {
            case GraphWriter.RULE -> rule(record);
            case GraphWriter.NODE -> node(record);
            case GraphWriter.RELATIONSHIP -> relationship(record);
            case GraphWriter.END -> null;
            default ->
                throw new MalformedDumpException(
                    "record " + (count + 1) + " of the graph has the unknown type " + (int) type);
          };
      if (read == null) {
        end(record);
      }
      count++;
      return read;
    } catch (EOFException e) {
      throw new MalformedDumpException("the graph is cut after record " + count, e);
    }
  }

  private void end(DataInputStream record) throws IOException {
    long expected = record.readLong();
    if (expected != count || in.read() >= 0) {
      throw new MalformedDumpException(
          "the graph has " + count + " records before its end and should have " + expected);
    }
  }

  private static GraphRecord.Rule rule(DataInputStream in) throws IOException {
    return new GraphRecord.Rule(
        ValueCodec.text(in),
        ValueCodec.text(in),
        ValueCodec.text(in),
        ValueCodec.text(in),
        ValueCodec.text(in));
  }

  private static GraphRecord.Node node(DataInputStream in) throws IOException {
    long id = in.readLong();
    List<String> labels = new ArrayList<>();
    for (int left = ValueCodec.size(in); left > 0; left--) {
      labels.add(ValueCodec.text(in));
    }
    return new GraphRecord.Node(id, labels, ValueCodec.readAll(in));
  }

  private static GraphRecord.Relationship relationship(DataInputStream in) throws IOException {
    return new GraphRecord.Relationship(
        in.readLong(), in.readLong(), ValueCodec.text(in), ValueCodec.readAll(in));
  }
}
