package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * Reads a graph over Bolt: rules, then nodes, then relationships, in ranges of their ids, each in a
 * read transaction of its own. A transaction of Neo4j sees what others commit meanwhile, so the
 * whole shows one moment only if nothing was written; that is found out by the number of the last
 * transaction. What is written is whole in any case: both ends of each relationship are in it.
 */
final class GraphExport {

  /** Ids that one query looks at. */
  static final int RANGE = 10_000;

  private static final String NODE =
      "RETURN id(n) AS id, labels(n) AS labels, properties(n) AS properties";

  private final Neo4jServer server;
  private final ProgressMonitor monitor;
  private final @Nullable GraphWriter writer;
  private final GraphFacts facts;

  private GraphExport(
      Neo4jServer server, ProgressMonitor monitor, @Nullable GraphWriter writer, GraphFacts facts) {
    this.server = server;
    this.monitor = monitor;
    this.writer = writer;
    this.facts = facts;
  }

  /**
   * What was read.
   *
   * @param before number of the last transaction before it; -1 when not known
   * @param after the same after it
   * @param written whether anybody wrote to the graph meanwhile, as far as can be known
   * @param otherEditions how many constraints Community does not know
   */
  record Result(
      List<ObjectFact> facts, long before, long after, boolean written, long otherEditions) {}

  /** Writes the graph to a stream, which stays open. */
  static Result write(Neo4jServer server, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    try (GraphFacts facts = new GraphFacts()) {
      GraphWriter writer = new GraphWriter(out);
      Result result = new GraphExport(server, monitor, writer, facts).run();
      writer.end();
      return result;
    }
  }

  /** Reads the graph without writing it anywhere. */
  static List<ObjectFact> measure(Neo4jServer server, ProgressMonitor monitor) throws IOException {
    try (GraphFacts facts = new GraphFacts()) {
      return new GraphExport(server, monitor, null, facts).run().facts();
    }
  }

  private Result run() throws IOException {
    try {
      long keptBefore = KeptGraphs.chunks(server);
      long before = server.lastTransaction();
      long otherEditions = 0;
      for (GraphRecord.Rule rule : Rules.of(server)) {
        emit(rule);
        otherEditions += rule.isOfEveryEdition() ? 0 : 1;
      }
      long nodes = last("MATCH (n) RETURN max(id(n)) AS last");
      monitor.detail("nodes");
      for (long from = 0; from <= nodes; from += RANGE) {
        nodes(from, Math.min(nodes + 1, from + RANGE));
      }
      long relationships = last("MATCH ()-[r]->() RETURN max(id(r)) AS last");
      monitor.detail("relationships");
      for (long from = 0; from <= relationships; from += RANGE) {
        relationships(from, Math.min(relationships + 1, from + RANGE));
      }
      long after = server.lastTransaction();
      // A restore keeps its copy in chunks, each in a transaction: they are no writes of others.
      long ours = KeptGraphs.chunks(server) - keptBefore;
      return new Result(
          facts.facts(), before, after, before < 0 || after - before != ours, otherEditions);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private long last(String query) {
    Value last = server.list(query).getFirst().get("last");
    return last.isNull() ? -1 : last.asLong();
  }

  private void nodes(long from, long to) {
    monitor.checkpoint();
    server.read(
        "UNWIND range($from, $to - 1) AS i MATCH (n) WHERE id(n) = i AND NOT n:"
            + Markers.KEPT
            + " "
            + NODE,
        Map.of("from", from, "to", to),
        row -> emit(node(row)));
  }

  private void relationships(long from, long to) {
    monitor.checkpoint();
    server.read(
        "UNWIND range($from, $to - 1) AS i MATCH (a)-[r]->(b) WHERE id(r) = i RETURN id(a) AS"
            + " start, id(b) AS end, type(r) AS type, properties(r) AS properties",
        Map.of("from", from, "to", to),
        row -> {
          long start = row.get("start").asLong();
          long end = row.get("end").asLong();
          if (isKnown(start) && isKnown(end)) {
            emit(
                new GraphRecord.Relationship(
                    start, end, row.get("type").asString(), properties(row)));
          }
        });
  }

  /** A node that was made after the nodes were read is read now; it may be gone again, too. */
  private boolean isKnown(long id) {
    if (!facts.hasNode(id)) {
      server
          .list("MATCH (n) WHERE id(n) = $id " + NODE, Map.of("id", id))
          .forEach(row -> emit(node(row)));
    }
    return facts.hasNode(id);
  }

  private static GraphRecord.Node node(Record row) {
    return new GraphRecord.Node(
        row.get("id").asLong(), row.get("labels").asList(Value::asString), properties(row));
  }

  private static SortedMap<String, Value> properties(Record row) {
    return new TreeMap<>(row.get("properties").asMap(each -> each));
  }

  private void emit(GraphRecord record) {
    try {
      facts.add(record);
      if (writer != null) {
        monitor.processed(writer.write(record));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
