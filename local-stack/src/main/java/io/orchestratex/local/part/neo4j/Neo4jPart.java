package io.orchestratex.local.part.neo4j;

import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Neo4j Community in a JVM of its own, with one account. It starts in some ten seconds and takes
 * 300 MB, so no stack has it unless it is asked for.
 */
public final class Neo4jPart extends SinglePortPart implements Engine {

  public static final String NAME = "neo4j";

  /** The account of a new server. */
  public static final String ADMIN = "neo4j";

  private static final String TARGET = "ORCHESTRATEX_BACKUP_TARGETS_NEO4J_";
  private static final int STANDARD_PORT = 7687;
  private static final String IMAGE = "neo4j:5-community";

  /** Bolt's greeting, with the versions that a driver would offer. */
  private static final byte[] GREETING = {
    0x60, 0x60, (byte) 0xb0, 0x17, 0, 8, 8, 5, 0, 2, 4, 4, 0, 0, 0, 3, 0, 0, 0, 0
  };

  private final Secrets secrets;

  public Neo4jPart(StackContext stack) {
    super(NAME, stack, STANDARD_PORT);
    this.secrets = stack.secrets();
  }

  /** The connection string of its account. */
  public String uri() {
    return "neo4j://%s:%s@%s:%d".formatted(ADMIN, password(), Wire.HOST, port());
  }

  /** The file in a stack's folder by which it has Neo4j: its connection string, once known. */
  public static Path mark(Path stack) {
    return stack.resolve("with-" + NAME);
  }

  /** The variables that make it a target of backup-service; none in a stack without it. */
  public static Map<String, String> target(Path stack) {
    try {
      String uri = Files.exists(mark(stack)) ? Files.readString(mark(stack)) : "";
      return uri.isBlank() ? Map.of() : Map.of(TARGET + "ENGINE", NAME, TARGET + "URI", uri);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String password() {
    return secrets.password(NAME, ADMIN);
  }

  @Override
  protected Launch prepare(Progress progress) {
    try {
      Path libraries =
          new Neo4jProgram(folder().root())
              .find(text -> progress.report(NAME, Progress.Step.WORKING, text));
      Path home = folder().data(NAME);
      Path accounts = home.resolve("data").resolve("dbms").resolve("auth.ini");
      StackFolder.privateFolder(home);
      if (!Files.exists(home.resolve("data"))) {
        StackFolder.privateFolder(accounts.getParent());
        StackFolder.writePrivately(accounts, InitialPassword.file(ADMIN, password()));
      }
      StackFolder.privateFolder(home.resolve("conf"));
      StackFolder.writePrivately(home.resolve("conf").resolve("neo4j.conf"), configuration());
      return new Launch(command(libraries, home), Map.of());
    } catch (IOException e) {
      throw new PartFailedException(NAME, FaultText.of(e), e);
    }
  }

  private static List<String> command(Path libraries, Path home) {
    return JavaProgram.of(libraries + File.separator + "*", "org.neo4j.server.Neo4jCommunity")
        .flags("-Xmx256m", "-Xms64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .flags("-XX:+ExitOnOutOfMemoryError")
        .flags("--add-opens=java.base/java.nio=ALL-UNNAMED")
        .flags("--add-opens=java.base/java.io=ALL-UNNAMED")
        .flags("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED")
        .flags("--add-opens=java.base/java.util.concurrent=ALL-UNNAMED")
        .arguments("--home-dir=" + home, "--config-dir=" + home.resolve("conf"), "--console-mode")
        .command();
  }

  /** Tells no one outside of this machine that it runs: no usage report, no broadcast. */
  private String configuration() {
    return """
    server.default_listen_address=%1$s
    server.bolt.listen_address=%1$s:%2$d
    server.bolt.advertised_address=%1$s:%2$d
    server.http.enabled=false
    server.https.enabled=false
    server.memory.pagecache.size=64m
    server.memory.heap.max_size=256m
    db.tx_log.rotation.size=%3$s
    db.tx_log.rotation.retention_policy=1 files
    db.tx_log.preallocate=false
    dbms.usage_report.enabled=false
    dbms.fleet_manager.enabled=false
    internal.dbms.usage_report.udc_network_enabled=false
    internal.dbms.fleet_discovery.permitted_network_masks=127.0.0.1/32,127.0.0.2/32
    """
        .formatted(Wire.HOST, port(), folder().test() ? "16m" : "1g");
  }

  @Override
  public String image() {
    return IMAGE;
  }

  @Override
  public ContainerOrder container() {
    return new ContainerOrder(
        IMAGE,
        List.of(),
        List.of(),
        Map.of("NEO4J_AUTH", ADMIN + "/" + password()),
        Map.of(port(), STANDARD_PORT));
  }

  /** No service needs it; who asks for it adds it as a target. */
  @Override
  public Map<String, String> variables(Claim<?> claim) {
    throw new IllegalArgumentException("Neo4j knows no " + claim.need());
  }

  @Override
  public Map<String, String> freshVariables(Claim<?> claim, String suffix) {
    return variables(claim);
  }

  @Override
  public List<Finding> findings() {
    Optional<Path> lib = new Neo4jProgram(folder().root()).atHand();
    return List.of(
        Finding.of(
            NAME,
            true,
            Finding.Verdict.WARNING,
            lib.map(Path::toString).orElse("not on this machine; only ox up --with neo4j needs it"),
            "ox up --with neo4j fetches Community by Maven"));
  }

  @Override
  protected String intent() {
    return NAME + Neo4jProgram.VERSION + configuration();
  }

  @Override
  protected boolean answers() {
    return Wire.ask(port(), GREETING, 4).length == 4;
  }

  @Override
  protected void provision(Progress progress) {
    // Its account lies in a file that it reads at its first start.
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(90);
  }

  @Override
  public Map<String, String> toolEnvironment() {
    return hasPort()
        ? Map.of(
            "NEO4J_URI",
            "neo4j://" + Wire.HOST + ":" + port(),
            "NEO4J_USERNAME",
            ADMIN,
            "NEO4J_PASSWORD",
            password())
        : Map.of();
  }

  @Override
  public Map<String, String> toolCommands() {
    return Map.of("cypher-shell", "cypher-shell");
  }
}
