package io.orchestratex.backup.engine.neo4j;

import io.orchestratex.backup.engine.AccessTest;
import io.orchestratex.backup.engine.BackupEngine;
import io.orchestratex.backup.engine.Dump;
import io.orchestratex.backup.engine.DumpTarget;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.RestoreWay;
import io.orchestratex.backup.engine.ScratchFolder;
import io.orchestratex.backup.engine.ScratchRestore;
import io.orchestratex.backup.engine.ScratchServer;
import io.orchestratex.backup.engine.ScriptExport;
import io.orchestratex.backup.engine.ServerFacts;
import io.orchestratex.kit.connection.ConnectionReport;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Neo4j from 5 on, Community as well: the graph of the account's home database, its constraints and
 * indexes. Users and roles, which live in the database {@code system}, are not part of a backup.
 */
@Singleton
final class Neo4jEngine implements BackupEngine, ScriptExport, ScratchRestore, AccessTest {

  /** Attribute of a file that shows no single moment: why, as a sentence without its full stop. */
  static final String WRITTEN = "written_meanwhile";

  /** Attribute of a file with constraints that Community does not know: how many. */
  static final String OTHER_EDITIONS = "constraints_of_enterprise";

  private static final String UNASKED = "Neo4j cannot be asked";

  private final Connections connections = new Connections();
  private final Neo4jRestore restore = new Neo4jRestore(connections);
  private final ScratchNeo4j scratch = new ScratchNeo4j(connections);
  private final Neo4jSettings settings;

  Neo4jEngine(Neo4jSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "neo4j";
  }

  @Override
  public Set<String> schemes() {
    return Neo4jAddress.SCHEMES;
  }

  @Override
  public String fileSuffix() {
    return ".graph";
  }

  @Override
  public String address(EngineAccess access) {
    return Neo4jAddress.of(access).text();
  }

  @Override
  public ConnectionReport test(EngineAccess access) {
    return Neo4jConnectionTest.run(access);
  }

  @Override
  public RestoreWay restoreWay() {
    return restore;
  }

  @Override
  public ServerFacts describe(EngineAccess access) {
    return connections.briefly(
        access,
        UNASKED,
        server ->
            new ServerFacts(
                server.edition().version(), server.identity(), List.of(GraphFacts.DATABASE)));
  }

  @Override
  public Dump dump(EngineAccess access, DumpTarget target, ProgressMonitor monitor)
      throws IOException {
    return connections.with(
        access,
        monitor,
        "the dump failed",
        server -> {
          GraphExport.Result result;
          try (OutputStream out =
              new BufferedOutputStream(target.begin(GraphFacts.DATABASE), 1 << 16)) {
            result = GraphExport.write(server, out, monitor);
          }
          return finished(server, result);
        });
  }

  private static Dump finished(Neo4jServer server, GraphExport.Result result) {
    Map<String, String> attributes = new HashMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    leftOut.add(
        LeftOut.byDesign(
            "accounts",
            "accounts",
            "users and roles are in the database system; SHOW USERS lists them, and a dump of"
                + " system by neo4j-admin holds them"));
    if (result.otherEditions() > 0) {
      attributes.put(OTHER_EDITIONS, Long.toString(result.otherEditions()));
    }
    String point = "transaction " + result.after();
    if (result.written()) {
      point = "transactions " + result.before() + " to " + result.after() + ", not one moment";
      String why =
          "The backup does not show one moment: the graph was written to while it was read (from"
              + " transaction %d to %d), and Neo4j has no snapshot for readers"
                  .formatted(result.before(), result.after());
      attributes.put(WRITTEN, why);
      leftOut.add(
          LeftOut.byDesign(
              "moment",
              "one moment",
              "the graph was written to while it was read, and Neo4j has no snapshot for readers;"
                  + " both ends of each relationship are in the backup, but of two changes one may"
                  + " be in it and an earlier one not. Back up while nothing writes to avoid it"));
    }
    return new Dump(
        server.edition().version(),
        server.identity(),
        point,
        List.of(new DumpedFile(GraphFacts.DATABASE, result.facts(), attributes)),
        leftOut);
  }

  @Override
  public List<ObjectFact> read(InputStream file, ProgressMonitor monitor) throws IOException {
    return Neo4jDump.facts(file, monitor);
  }

  @Override
  public EnginePlan plan(RestoreScope scope) {
    return connections.briefly(
        scope.access(), UNASKED, server -> new GraphPlan(server, scope).plan());
  }

  @Override
  public String scriptSuffix() {
    return ".cypher";
  }

  @Override
  public void script(
      InputStream file, String serverVersion, OutputStream out, ProgressMonitor monitor)
      throws IOException {
    new CypherScript(out, monitor).write(file, serverVersion);
  }

  @Override
  public Optional<String> whyNotStarted() {
    return settings.programs() == null
        ? Optional.of("no programs of Neo4j are set (" + Neo4jSettings.PROGRAMS + ")")
        : Optional.empty();
  }

  private Neo4jProgram program(String serverVersion) {
    String folder = settings.programs();
    if (folder == null) {
      throw new EngineException(
          NO_PROGRAM, "No programs of Neo4j are set; set " + Neo4jSettings.PROGRAMS);
    }
    return Neo4jProgram.in(Path.of(folder), serverVersion);
  }

  @Override
  public String scratchProgram(String serverVersion) {
    return program(serverVersion).toString();
  }

  @Override
  public ScratchServer startScratch(
      ScratchFolder folder, String serverVersion, List<DumpedFile> files, ProgressMonitor monitor)
      throws IOException {
    return scratch.start(program(serverVersion), folder, monitor);
  }
}
