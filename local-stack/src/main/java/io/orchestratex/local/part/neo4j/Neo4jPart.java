package io.orchestratex.local.part.neo4j;

import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.Sample;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.JavaProgram;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.File;
import java.io.IOException;
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
public final class Neo4jPart extends SinglePortPart implements Sample {

  public static final String NAME = "neo4j";

  /** What a stack may be asked for. */
  public static final Sample.Kind SAMPLE =
      new Sample.Kind(NAME, "a Neo4j server, empty, as the target " + NAME, Neo4jPart::new);

  /** The account of a new server. */
  public static final String ADMIN = "neo4j";

  private static final String TARGET = "ORCHESTRATEX_BACKUP_TARGETS_NEO4J_";
  private static final int STANDARD_PORT = 7687;

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

  private Path mark() {
    return folder().path().resolve("with-" + NAME);
  }

  @Override
  public void add(Progress progress) {
    StackFolder.privateFolder(folder().path());
    if (!isAdded()) {
      StackFolder.writePrivately(mark(), "");
    }
  }

  @Override
  public boolean isAdded() {
    return Files.exists(mark());
  }

  @Override
  public Optional<Part> part() {
    return Optional.of(this);
  }

  @Override
  public Map<String, String> variables() {
    return hasPort() ? Map.of(TARGET + "ENGINE", NAME, TARGET + "URI", uri()) : Map.of();
  }

  /** The folder of its jars, where one is on this machine. */
  public static Optional<Path> librariesAtHand() {
    return Neo4jProgram.atHand();
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
  public List<Finding> findings() {
    Optional<Path> lib = Neo4jProgram.atHand();
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
