package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts a graph and hashes it, the same whatever ids its nodes have: a node by its labels and
 * properties, a relationship by its type, its properties and the content of both its ends. Nodes
 * are an object per set of labels, relationships one per type, rules one in all. That two nodes of
 * the same content have changed their relationships with each other is all that it cannot see.
 */
final class GraphFacts implements AutoCloseable {

  /**
   * What every name begins with: Community has one database, and what it is called is no matter.
   */
  static final String DATABASE = "neo4j";

  private static final String RULES = DATABASE + ".schema";
  private static final String NO_LABEL = "(no label)";

  private final NodeDigests digests = new NodeDigests();
  private final Map<String, ContentHash> hashes = new TreeMap<>();
  private final ByteArrayOutputStream content = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(content);
  private final MessageDigest digest = ContentHash.sha256();

  GraphFacts() throws IOException {
    hashes.put(RULES, new ContentHash());
  }

  /** The object of the nodes that have exactly these labels. */
  static String nodes(List<String> labels) {
    return DATABASE
        + ".nodes."
        + (labels.isEmpty() ? NO_LABEL : String.join(":", labels.stream().sorted().toList()));
  }

  /** The object of the relationships of a type. */
  static String relationships(String type) {
    return DATABASE + ".relationships." + type;
  }

  /** The object of constraints and indexes. */
  static String rules() {
    return RULES;
  }

  /** Whether a node was added; a relationship needs both its ends. */
  boolean hasNode(long id) {
    return digests.has(id);
  }

  void add(GraphRecord record) throws IOException {
    switch (record) {
      case GraphRecord.Rule rule -> {
        out.write((rule.kind() + rule.name() + rule.type() + rule.about()).getBytes(UTF_8));
        end(RULES);
      }
      case GraphRecord.Node node -> {
        for (String label : node.labels()) {
          ValueCodec.text(out, label);
        }
        ValueCodec.writeAll(out, node.properties());
        digests.put(node.id(), digest.digest(content.toByteArray()));
        end(nodes(node.labels()));
      }
      case GraphRecord.Relationship relationship -> {
        ValueCodec.text(out, relationship.type());
        out.write(digests.get(relationship.start()));
        out.write(digests.get(relationship.end()));
        ValueCodec.writeAll(out, relationship.properties());
        end(relationships(relationship.type()));
      }
    }
  }

  private void end(String object) {
    byte[] bytes = content.toByteArray();
    content.reset();
    hashes.computeIfAbsent(object, _ -> new ContentHash()).add(bytes, 0, bytes.length);
  }

  /** What was added. */
  List<ObjectFact> facts() {
    return hashes.entrySet().stream().map(each -> each.getValue().fact(each.getKey())).toList();
  }

  @Override
  public void close() throws IOException {
    digests.close();
  }
}
