package io.orchestratex.backup.engine.neo4j;

import java.util.ArrayList;
import java.util.List;
import org.neo4j.driver.Record;

/** The constraints and indexes of a database, by the statements that the server itself gives. */
final class Rules {

  private Rules() {}

  /** Constraints first: an index that belongs to one comes with it. */
  static List<GraphRecord.Rule> of(Neo4jServer server) {
    List<GraphRecord.Rule> rules = new ArrayList<>();
    server
        .list("SHOW CONSTRAINTS YIELD * RETURN *")
        .forEach(row -> rules.add(rule("CONSTRAINT", row)));
    server
        .list("SHOW INDEXES YIELD * WHERE owningConstraint IS NULL AND type <> 'LOOKUP' RETURN *")
        .forEach(row -> rules.add(rule("INDEX", row)));
    rules.removeIf(rule -> rule.name().equals(Markers.OLD_ID_CONSTRAINT));
    return rules;
  }

  private static GraphRecord.Rule rule(String kind, Record row) {
    return new GraphRecord.Rule(
        kind,
        row.get("name").asString(),
        row.get("type").asString(),
        row.get("entityType") + " " + row.get("labelsOrTypes") + " " + row.get("properties"),
        row.get("createStatement").asString());
  }

  /** The statement that removes one. */
  static String removal(GraphRecord.Rule rule) {
    return "DROP " + rule.kind() + " " + Neo4jServer.quoted(rule.name()) + " IF EXISTS";
  }
}
