package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.RestoreScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** What a restore would do to a graph. */
final class GraphPlan {

  private static final String UNKEPT = "MATCH (n) WHERE NOT n:" + Markers.KEPT;

  private final Neo4jServer server;
  private final RestoreScope scope;

  GraphPlan(Neo4jServer server, RestoreScope scope) {
    this.server = server;
    this.scope = scope;
  }

  /** Whether there is a node, a constraint or an index. */
  static boolean isFilled(Neo4jServer server) {
    return !Rules.of(server).isEmpty() || !server.list(UNKEPT + " RETURN 1 LIMIT 1").isEmpty();
  }

  EnginePlan plan() {
    Map<String, Long> now = current(server);
    Map<String, Long> backup = new TreeMap<>();
    scope
        .files()
        .forEach(file -> file.objects().forEach(fact -> backup.put(fact.name(), fact.count())));
    Set<String> names = new TreeSet<>(now.keySet());
    names.addAll(backup.keySet());
    List<PlannedObject> objects =
        names.stream()
            .map(name -> {
              Long there = now.get(name);
              Long kept = backup.get(name);
              Action action =
                  there == null ? Action.CREATE : kept == null ? Action.DROP : Action.REPLACE;
              return new PlannedObject(name, there, kept, action);
            })
            .toList();
    return new EnginePlan(
        objects,
        warnings(),
        obstacles(),
        isFilled(server) ? List.of(GraphFacts.DATABASE) : List.of());
  }

  /** Records by object, as they are. */
  private static Map<String, Long> current(Neo4jServer server) {
    Map<String, Long> now = new TreeMap<>();
    now.put(GraphFacts.rules(), (long) Rules.of(server).size());
    for (Record row : server.list(UNKEPT + " RETURN labels(n) AS labels, count(n) AS count")) {
      now.merge(
          GraphFacts.nodes(row.get("labels").asList(Value::asString)),
          row.get("count").asLong(),
          Long::sum);
    }
    for (Record row : server.list("MATCH ()-[r]->() RETURN type(r) AS type, count(r) AS count")) {
      now.put(GraphFacts.relationships(row.get("type").asString()), row.get("count").asLong());
    }
    return now;
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "The graph is overwritten in place, because Community has one database: clients see it half"
            + " loaded until the restore has compared it, so stop those that write.");
    warnings.add("Nodes and relationships get new element ids.");
    for (DumpedFile file : scope.files()) {
      String moment = file.attributes().get(Neo4jEngine.WRITTEN);
      if (moment != null) {
        warnings.add(moment + ".");
      }
    }
    return warnings;
  }

  private List<String> obstacles() {
    boolean needsEnterprise =
        scope.files().stream()
            .anyMatch(file -> file.attributes().containsKey(Neo4jEngine.OTHER_EDITIONS));
    if (needsEnterprise && server.edition().isCommunity()) {
      return List.of(
          "the backup holds constraints that only the Enterprise edition has (existence, type or"
              + " key), and this server is Community; export the script, remove them from it and"
              + " load it by cypher-shell.");
    }
    return List.of();
  }
}
