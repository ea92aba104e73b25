package io.orchestratex.backup.engine.neo4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Value;

/**
 * Writes a graph as statements for cypher-shell, each on a line of its own, into an empty database.
 */
final class CypherScript {

  private static final int ROWS = 50;
  private static final int CHARACTERS = 1 << 20;

  private final Writer out;
  private final ProgressMonitor monitor;
  private final List<String> rows = new ArrayList<>();
  private final List<String> indexes = new ArrayList<>();
  private @Nullable String statement;
  private int characters;

  CypherScript(OutputStream out, ProgressMonitor monitor) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
    this.monitor = monitor;
  }

  /** Reads a dump to its end. */
  void write(InputStream dump, String serverVersion) throws IOException {
    out.write(
        """
        // A graph of Neo4j %s, for an empty database of Neo4j 5.23 or later:
        //   cypher-shell -a neo4j://host:7687 -u neo4j --fail-fast -f this-file
        // Cypher has no literal for byte arrays: they become lists of numbers.
        """
            .formatted(serverVersion));
    line(
        "CREATE CONSTRAINT %s IF NOT EXISTS FOR (n:%s) REQUIRE n.%s IS UNIQUE"
            .formatted(Markers.OLD_ID_CONSTRAINT, Markers.LOADING, Markers.OLD_ID));
    GraphReader reader = new GraphReader(dump);
    for (GraphRecord each = reader.next(); each != null; each = reader.next()) {
      monitor.checkpoint();
      monitor.processed(reader.size());
      take(each);
    }
    flush();
    line(
        "MATCH (n:%1$s) CALL (n) { REMOVE n.%2$s, n:%1$s } IN TRANSACTIONS OF 10000 ROWS"
            .formatted(Markers.LOADING, Markers.OLD_ID));
    line("DROP CONSTRAINT " + Markers.OLD_ID_CONSTRAINT + " IF EXISTS");
    for (String index : indexes) {
      line(index);
    }
    out.flush();
  }

  private void line(String text) throws IOException {
    out.write(text);
    out.write(";\n");
  }

  private void take(GraphRecord record) throws IOException {
    switch (record) {
      case GraphRecord.Rule rule -> {
        if (rule.isConstraint()) {
          line(rule.statement());
        } else {
          indexes.add(rule.statement());
        }
      }
      case GraphRecord.Node node -> {
        String labels =
            node.labels().stream()
                .map(label -> ":" + Neo4jServer.quoted(label))
                .collect(Collectors.joining());
        add(
            "CREATE (n:%s%s) SET n = row.p, n.%s = row.i"
                .formatted(Markers.LOADING, labels, Markers.OLD_ID),
            "{i:" + node.id() + ",p:" + map(node.properties()) + "}");
      }
      case GraphRecord.Relationship relationship ->
          add(
              "MATCH (a:%1$s {%2$s: row.s}) MATCH (b:%1$s {%2$s: row.e}) CREATE (a)-[r:%3$s]->(b) SET r = row.p"
                  .formatted(
                      Markers.LOADING, Markers.OLD_ID, Neo4jServer.quoted(relationship.type())),
              "{s:"
                  + relationship.start()
                  + ",e:"
                  + relationship.end()
                  + ",p:"
                  + map(relationship.properties())
                  + "}");
    }
  }

  private void add(String wanted, String row) throws IOException {
    if (!wanted.equals(statement) || rows.size() == ROWS || characters > CHARACTERS) {
      flush();
      statement = wanted;
    }
    rows.add(row);
    characters += row.length();
  }

  private void flush() throws IOException {
    if (!rows.isEmpty()) {
      line("UNWIND [" + String.join(",", rows) + "] AS row " + statement);
    }
    rows.clear();
    characters = 0;
  }

  private static String map(SortedMap<String, Value> properties) {
    return properties.entrySet().stream()
        .map((Map.Entry<String, Value> each) ->
            Neo4jServer.quoted(each.getKey()) + ":" + CypherLiterals.of(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
