package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.Fence;
import io.orchestratex.backup.engine.InPlaceRestore;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Overwrites the only database that Community has, after a copy of its graph was put into nodes of
 * that database and read back. Readers see a graph that is half loaded meanwhile.
 */
final class Neo4jRestore implements InPlaceRestore {

  private final Connections connections;

  Neo4jRestore(Connections connections) {
    this.connections = connections;
  }

  @Override
  public String namesOf(String restoreId) {
    return "nodes of the label %s whose ox_of begins with %s_%s_ (previous)"
        .formatted(Markers.KEPT, Markers.KEPT, restoreId);
  }

  @Override
  public String keep(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    String name = KeptGraphs.name(scope);
    monitor.detail("keeping the graph as it is");
    connections.with(
        scope.access(),
        monitor,
        "the graph cannot be kept",
        server -> {
          if (!scope.replaces() && GraphPlan.isFilled(server)) {
            throw RestoreScope.taken("the graph of database " + GraphFacts.DATABASE);
          }
          new KeptGraphs(server).keep(name, monitor);
          return name;
        });
    return name;
  }

  @Override
  public void load(RestoreScope scope, DumpSource source, Fence fence, ProgressMonitor monitor)
      throws IOException {
    for (DumpedFile file : scope.files()) {
      try (InputStream dump = source.open(file.scope())) {
        replace(scope, dump, fence, monitor);
      }
    }
  }

  private void replace(RestoreScope scope, InputStream dump, Fence fence, ProgressMonitor monitor)
      throws IOException {
    connections.with(
        scope.access(),
        monitor,
        "the graph cannot be loaded",
        server -> {
          new GraphLoad(server, fence, monitor).replaceBy(dump);
          return scope;
        });
  }

  @Override
  public List<ObjectFact> measure(RestoreScope scope, ProgressMonitor monitor) throws IOException {
    return connections.with(
        scope.access(),
        monitor,
        "the graph cannot be read",
        server -> GraphExport.measure(server, monitor));
  }

  @Override
  public void putBack(RestoreScope scope, String copy, Fence fence, ProgressMonitor monitor)
      throws IOException {
    connections.with(
        scope.access(),
        monitor,
        "the previous graph cannot be put back",
        server -> {
          KeptGraphs kept = new KeptGraphs(server);
          List<ObjectFact> expected;
          try (InputStream in = kept.open(copy)) {
            expected = Neo4jDump.facts(in, monitor);
          }
          // What was not changed keeps its ids.
          if (!GraphExport.measure(server, monitor).equals(expected)) {
            try (InputStream in = kept.open(copy)) {
              new GraphLoad(server, fence, monitor).replaceBy(in);
            }
          }
          return copy;
        });
  }

  private static boolean isOf(String name, String restoreId) {
    return RestoreScope.restoreOf(name, Markers.KEPT + "_").equals(Optional.of(restoreId));
  }

  private List<String> names(EngineAccess access) {
    return connections.briefly(
        access, "the kept graphs cannot be listed", server -> new KeptGraphs(server).names());
  }

  @Override
  public List<String> leftovers(RestoreScope scope) {
    return names(scope.access()).stream().filter(name -> isOf(name, scope.restoreId())).toList();
  }

  @Override
  public Set<String> restoresWithLeftovers(EngineAccess access) {
    return names(access).stream()
        .flatMap(name -> RestoreScope.restoreOf(name, Markers.KEPT + "_").stream())
        .collect(Collectors.toSet());
  }

  @Override
  public void remove(RestoreScope scope, String leftover) {
    if (!isOf(leftover, scope.restoreId())) {
      throw new IllegalArgumentException(leftover + " is not one of this restore's");
    }
    connections.briefly(
        scope.access(),
        "a kept graph cannot be removed",
        server -> {
          new KeptGraphs(server).remove(leftover);
          return leftover;
        });
  }
}
