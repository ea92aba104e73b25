package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a graph as a file: a line that names the format, then records, each a letter, its length
 * and its content; last one that says how many there were. Rules come first, each node before its
 * relationships.
 */
final class GraphWriter {

  static final byte[] MAGIC = "OrchestrateX graph 1\n".getBytes(US_ASCII);

  static final char RULE = 'S';
  static final char NODE = 'N';
  static final char RELATIONSHIP = 'R';
  static final char END = 'E';

  private final DataOutputStream out;
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final DataOutputStream record = new DataOutputStream(content);
  private long count;

  GraphWriter(OutputStream out) throws IOException {
    this.out = new DataOutputStream(out);
    out.write(MAGIC);
  }

  /** Writes one record; answers its size. */
  int write(GraphRecord each) throws IOException {
    char type =
        switch (each) {
          case GraphRecord.Rule rule -> {
            for (String text :
                new String[] {
                  rule.kind(), rule.name(), rule.type(), rule.about(), rule.statement()
                }) {
              ValueCodec.text(record, text);
            }
            yield RULE;
          }
          case GraphRecord.Node node -> {
            record.writeLong(node.id());
            record.writeInt(node.labels().size());
            for (String label : node.labels()) {
              ValueCodec.text(record, label);
            }
            ValueCodec.writeAll(record, node.properties());
            yield NODE;
          }
          case GraphRecord.Relationship relationship -> {
            record.writeLong(relationship.start());
            record.writeLong(relationship.end());
            ValueCodec.text(record, relationship.type());
            ValueCodec.writeAll(record, relationship.properties());
            yield RELATIONSHIP;
          }
        };
    count++;
    return flush(type);
  }

  /** Ends the file; the stream stays open. */
  void end() throws IOException {
    record.writeLong(count);
    flush(END);
    out.flush();
  }

  private int flush(char type) throws IOException {
    int size = content.size();
    out.writeByte(type);
    out.writeInt(size);
    content.writeTo(out);
    content.reset();
    return size;
  }
}
