package io.orchestratex.local.part.mongodb;

import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.FreshName;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mongod as a one-node replica set, or the stand-in where no mongod can be had. */
public final class MongodbPart extends SinglePortPart implements Engine {

  public static final String NAME = "mongodb";

  private static final int STANDARD_PORT = 27017;
  private static final List<String> SIZES =
      List.of(
          "--wiredTigerCacheSizeGB",
          "0.25",
          "--quiet",
          "--setParameter",
          "diagnosticDataCollectionEnabled=false");

  /**
   * A test need not wait a minute for what expires, and signs in with as little arithmetic as
   * mongod allows.
   */
  private static final List<String> FOR_TESTS =
      List.of(
          "--setParameter",
          "ttlMonitorSleepSecs=1",
          "--setParameter",
          "scramSHA256IterationCount=5000");

  /** As in docker-compose.yml, where the same variable names another. */
  private static final String IMAGE = System.getenv().getOrDefault("MONGODB_IMAGE", "mongo:8.0");

  /** mongod wants the members' key in a file that is its own and closed to everybody else. */
  private static final String START_IN_CONTAINER =
      "umask 077; printf '%s\\n' \"$MEMBER_KEY\" >/tmp/member.key;"
          + " chown mongodb /tmp/member.key; chmod 400 /tmp/member.key; unset MEMBER_KEY;"
          + " exec docker-entrypoint.sh mongod --keyFile /tmp/member.key \"$@\"";

  private static final List<String> REPLICATION =
      List.of("--replSet", MongodbAccounts.REPLICA_SET, "--oplogSize", "256");

  private final Secrets secrets;
  private final MongodbAccounts accounts;
  private final Path standInMark;

  public MongodbPart(StackContext stack) {
    super(NAME, stack, STANDARD_PORT);
    this.secrets = stack.secrets();
    this.standInMark = stack.folder().data(NAME + "-stand-in");
    this.accounts = new MongodbAccounts(secrets, stack.claims(), this::port);
  }

  /** Users and databases, also those of single tests. */
  public MongodbAccounts accounts() {
    return accounts;
  }

  /** True when the in-JVM stand-in runs in place of a mongod: no accounts, no replica set. */
  public boolean isStandIn() {
    return Files.isDirectory(standInMark);
  }

  /** The connection string of an account, with a database to begin with (may be empty). */
  public String uri(String account, String password, String database) {
    return isStandIn()
        ? "mongodb://%s:%d/%s".formatted(Wire.HOST, port(), database)
        : "mongodb://%s:%s@%s:%d/%s?authSource=admin&replicaSet=%s"
            .formatted(account, password, Wire.HOST, port(), database, MongodbAccounts.REPLICA_SET);
  }

  /** The connection string of one of the stack's own accounts. */
  public String uri(String account, String database) {
    return uri(account, secrets.password(NAME, account), database);
  }

  /** The program itself, fetched where this machine has none. */
  public static Path program() {
    try {
      return new MongodProgram().find(_ -> {});
    } catch (IOException e) {
      throw new PartFailedException(NAME, FaultText.of(e), e);
    }
  }

  /** The program, where this machine has one; nothing is fetched. */
  public static Optional<Path> programAtHand() {
    return new MongodProgram().atHand();
  }

  @Override
  public String image() {
    return IMAGE;
  }

  /** Inside and outside on the same port, because the replica set's configuration names it. */
  @Override
  public ContainerOrder container() {
    List<String> options = new ArrayList<>(SIZES);
    options.addAll(FOR_TESTS);
    options.addAll(REPLICATION);
    options.addAll(List.of("--port", Integer.toString(port()), "--bind_ip_all"));
    return new ContainerOrder(
        IMAGE,
        List.of("bash", "-c", START_IN_CONTAINER, "mongod"),
        options,
        Map.of("MEMBER_KEY", secrets.password(NAME, MongodbAccounts.KEY)),
        Map.of(port(), port()));
  }

  @Override
  public Map<String, String> variables(Claim<?> claim) {
    return switch (claim.need()) {
      case MongodbDatabase own -> Map.of("MONGODB_URI", uri(claim.service(), own.database()));
      case MongodbAccount account -> Map.of(account.variable(), uri(account.account(), ""));
      default -> throw new IllegalArgumentException("MongoDB knows no " + claim.need());
    };
  }

  @Override
  public Map<String, String> freshVariables(Claim<?> claim, String suffix) {
    if (!(claim.need() instanceof MongodbDatabase own)) {
      return variables(claim);
    }
    String name = FreshName.of(own.database(), suffix);
    String password = secrets.password(NAME, name);
    accounts.freshDatabase(name, password);
    return Map.of("MONGODB_URI", uri(name, password, name));
  }

  @Override
  public List<Finding> findings() {
    Optional<Path> mongod = new MongodProgram().atHand();
    return List.of(
        Finding.of(
            "mongod",
            mongod.isPresent(),
            Finding.Verdict.WARNING,
            mongod.map(Path::toString).orElse("not on this machine yet"),
            "ox up downloads one; or put mongod on the PATH, or set OX_MONGOD"));
  }

  @Override
  protected String readable(String line) {
    return MongodLog.readable(line);
  }

  @Override
  protected Launch prepare(Progress progress) {
    Path mongod;
    try {
      mongod = new MongodProgram().find(text -> progress.report(NAME, Progress.Step.WORKING, text));
    } catch (IOException e) {
      if (Files.isDirectory(folder().data(NAME))) {
        throw new PartFailedException(NAME, "its data is here, but " + FaultText.of(e), e);
      }
      return StandIn.launch(folder(), standInMark, port(), progress, FaultText.of(e));
    }
    StackFolder.delete(standInMark);
    Path data = folder().data(NAME);
    if (!Files.isDirectory(data)) {
      forgetProvided();
    }
    StackFolder.privateFolder(data);
    Path key = folder().folder("data").resolve("mongodb.key");
    StackFolder.writePrivately(key, secrets.password(NAME, MongodbAccounts.KEY) + "\n");
    List<String> command = new ArrayList<>();
    command.add(mongod.toString());
    command.addAll(List.of("--dbpath", data.toString()));
    command.addAll(List.of("--port", Integer.toString(port()), "--bind_ip", Wire.HOST));
    command.addAll(List.of("--keyFile", key.toString(), "--auth", "--nounixsocket"));
    command.addAll(SIZES);
    if (folder().test()) {
      command.addAll(FOR_TESTS);
    }
    if (move().isNeeded(port())) {
      progress.report(NAME, Progress.Step.WORKING, "moving to port " + port());
      move().run(List.copyOf(command), folder().log(NAME), port());
    }
    command.addAll(REPLICATION);
    return new Launch(command, Map.of());
  }

  private ReplicaSetMove move() {
    return new ReplicaSetMove(
        folder().folder("data").resolve("mongodb.port"),
        secrets.password(NAME, MongodbAccounts.KEY));
  }

  @Override
  protected String intent() {
    return NAME + port();
  }

  @Override
  protected boolean answers() {
    byte[] answer = Wire.ask(port(), Hello.QUESTION, 4096);
    // Before the set is made there is no primary, and nothing to wait for.
    return answer.length > 16 && (!isProvided() || Hello.isPrimary(answer));
  }

  @Override
  protected String provided() {
    return isStandIn() ? "" : accounts.described();
  }

  @Override
  protected void provision(Progress progress) {
    if (!isStandIn()) {
      accounts.provision();
      move().configured(port());
    }
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(60);
  }

  @Override
  public Map<String, String> toolEnvironment() {
    Map<String, String> all = new LinkedHashMap<>();
    if (hasPort()) {
      all.put("MONGODB_URI", uri(MongodbAccounts.ROOT, "orchestratex"));
    }
    return all;
  }

  @Override
  public Map<String, String> toolCommands() {
    return Map.of("mongosh", "mongosh \"$MONGODB_URI\"");
  }

  /** The command {@code hello} as the wire has it, which needs no account. */
  private static final class Hello {
    static final byte[] QUESTION = message();

    private Hello() {}

    private static byte[] message() {
      byte[] document = document();
      java.nio.ByteBuffer buffer =
          java.nio.ByteBuffer.allocate(16 + 4 + 1 + document.length)
              .order(java.nio.ByteOrder.LITTLE_ENDIAN);
      buffer.putInt(buffer.capacity()).putInt(1).putInt(0).putInt(2013);
      buffer.putInt(0).put((byte) 0).put(document);
      return buffer.array();
    }

    /** Whether the answer has {@code isWritablePrimary: true}. */
    static boolean isPrimary(byte[] answer) {
      String text = new String(answer, StandardCharsets.ISO_8859_1);
      return text.contains("\bisWritablePrimary\0\u0001");
    }

    private static byte[] document() {
      java.nio.ByteBuffer buffer =
          java.nio.ByteBuffer.allocate(64).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      buffer.putInt(0);
      buffer.put((byte) 0x10).put(cstring("hello")).putInt(1);
      buffer.put((byte) 0x02).put(cstring("$db")).putInt(6).put(cstring("admin"));
      buffer.put((byte) 0);
      buffer.putInt(0, buffer.position());
      return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static byte[] cstring(String text) {
      return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }
  }
}
