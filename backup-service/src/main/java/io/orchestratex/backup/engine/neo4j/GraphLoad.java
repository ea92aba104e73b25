package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Value;
import org.neo4j.driver.Values;

/**
 * Makes the graph of a server what a dump holds. The server gives new ids, so nodes carry their old
 * ones in a property with a constraint until the relationships are there. Kept graphs stay.
 *
 * <p>Constraints come before the nodes, so that making them takes no time; indexes after them.
 */
final class GraphLoad {

  private static final int BATCH = 1_000;
  private static final int BATCH_BYTES = 4 << 20;
  private static final int REMOVED_AT_ONCE = 5_000;

  private final Neo4jServer server;
  private final Fence fence;
  private final ProgressMonitor monitor;

  private final Map<String, List<Value>> batch = new LinkedHashMap<>();
  private final List<GraphRecord.Rule> indexes = new ArrayList<>();
  private boolean nodes = true;
  private int rows;
  private int bytes;

  GraphLoad(Neo4jServer server, Fence fence, ProgressMonitor monitor) {
    this.server = server;
    this.fence = fence;
    this.monitor = monitor;
  }

  /** Replaces everything. Bears repetition, also when it was cut off anywhere. */
  void replaceBy(InputStream dump) throws IOException {
    GraphReader reader = new GraphReader(dump); // What is no dump changes nothing.
    empty();
    run(
        "CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE n.%s IS UNIQUE"
            .formatted(Markers.OLD_ID_CONSTRAINT, Markers.LOADING, Markers.OLD_ID),
        Map.of());
    monitor.detail("loading the graph");
    for (GraphRecord each = reader.next(); each != null; each = reader.next()) {
      take(each, reader.size());
      monitor.processed(reader.size());
    }
    flush();
    removeMarkers();
    for (GraphRecord.Rule index : indexes) {
      run(index.statement(), Map.of());
    }
    monitor.detail("waiting for the indexes");
    monitor.checkpoint();
    server.write("CALL db.awaitIndexes(3600)", Map.of());
  }

  private void empty() throws IOException {
    monitor.detail("removing the previous graph");
    for (GraphRecord.Rule rule : Rules.of(server)) {
      run(Rules.removal(rule), Map.of());
    }
    repeat("MATCH ()-[r]->() WITH r LIMIT $most DELETE r");
    repeat("MATCH (n) WHERE NOT n:" + Markers.KEPT + " WITH n LIMIT $most DETACH DELETE n");
  }

  private void removeMarkers() throws IOException {
    repeat(
        "MATCH (n:%s) WITH n LIMIT $most REMOVE n.%s, n:%s"
            .formatted(Markers.LOADING, Markers.OLD_ID, Markers.LOADING));
    run("DROP CONSTRAINT " + Markers.OLD_ID_CONSTRAINT + " IF EXISTS", Map.of());
  }

  private void repeat(String statement) throws IOException {
    long[] changed = {1};
    while (changed[0] > 0) {
      monitor.checkpoint();
      fence.run(() -> {
        var counters = server.write(statement, Map.of("most", REMOVED_AT_ONCE));
        changed[0] =
            counters.nodesDeleted() + counters.relationshipsDeleted() + counters.labelsRemoved();
      });
    }
  }

  private void run(String statement, Map<String, Object> parameters) throws IOException {
    monitor.checkpoint();
    fence.run(() -> server.write(statement, parameters));
  }

  private void take(GraphRecord record, int size) throws IOException {
    switch (record) {
      case GraphRecord.Rule rule -> {
        if (rule.isConstraint()) {
          run(rule.statement(), Map.of());
        } else {
          indexes.add(rule);
        }
      }
      case GraphRecord.Node node ->
          add(
              true,
              createNodes(node.labels()),
              Values.parameters("id", node.id(), "properties", node.properties()),
              size);
      case GraphRecord.Relationship relationship ->
          add(
              false,
              createRelationships(relationship.type()),
              Values.parameters(
                  "start",
                  relationship.start(),
                  "end",
                  relationship.end(),
                  "properties",
                  relationship.properties()),
              size);
    }
  }

  private static String createNodes(List<String> labels) {
    StringBuilder all = new StringBuilder(":" + Markers.LOADING);
    labels.forEach(label -> all.append(':').append(Neo4jServer.quoted(label)));
    return "UNWIND $rows AS row CREATE (n%s) SET n = row.properties, n.%s = row.id"
        .formatted(all, Markers.OLD_ID);
  }

  private static String createRelationships(String type) {
    return """
    UNWIND $rows AS row MATCH (a:%1$s {%2$s: row.start}) MATCH (b:%1$s {%2$s: row.end})
    CREATE (a)-[r:%3$s]->(b) SET r = row.properties\
    """
        .formatted(Markers.LOADING, Markers.OLD_ID, Neo4jServer.quoted(type));
  }

  private void add(boolean node, String statement, Value row, int size) throws IOException {
    if (node != nodes || rows == BATCH || bytes > BATCH_BYTES) {
      flush();
      nodes = node;
    }
    batch.computeIfAbsent(statement, _ -> new ArrayList<>()).add(row);
    rows++;
    bytes += size;
  }

  /** One transaction per statement; they are as many as there are label sets or types in it. */
  private void flush() throws IOException {
    for (Map.Entry<String, List<Value>> each : batch.entrySet()) {
      monitor.checkpoint();
      fence.run(() -> {
        var made = server.write(each.getKey(), Map.of("rows", each.getValue()));
        if (made.nodesCreated() + made.relationshipsCreated() != each.getValue().size()) {
          throw new EngineException(
              "restore.unequal", "Neo4j made fewer nodes or relationships than it was given");
        }
      });
    }
    batch.clear();
    rows = 0;
    bytes = 0;
  }
}
