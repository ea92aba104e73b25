package io.orchestratex.local.part.redis;

import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.Claim;
import io.orchestratex.local.part.Claims;
import io.orchestratex.local.part.ContainerOrder;
import io.orchestratex.local.part.Engine;
import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Redis server that keeps its data (append-only file) and knows one ACL user per service. */
public final class RedisPart extends SinglePortPart implements Engine {

  public static final String NAME = "redis";

  /** The account for people and tests. */
  public static final String ADMIN = "admin";

  /** The account with which monitor-service watches. */
  public static final String MONITOR = "monitoring";

  /** The account by which backup-service takes backups and restores them. */
  public static final String BACKUP = "backup-operator";

  /** How many numbered databases a test stack has; each test class takes one. */
  public static final int TEST_DATABASES = 1024;

  private static final int STANDARD_PORT = 6379;
  private static final String IMAGE = "redis:7-alpine";

  /** The accounts need not lie in a file. */
  private static final String START_IN_CONTAINER =
      "printf '%s\\n' \"$CONFIGURATION\" | env -u CONFIGURATION redis-server -";

  private static final String ANSWER = "+OK\r\n+PONG\r\n";

  private static final String SERVICE_RIGHTS = "+@all -@admin -@dangerous +client +info +keys";
  private static final String MONITOR_RIGHTS =
      "resetkeys resetchannels -@all +ping +info +dbsize +select +hello +auth +client +command"
          + " +config|get +slowlog +latency +memory";

  /** Functions are part of scripting, and Redis 6 knows no name for them alone. */
  private static final String BACKUP_RIGHTS =
      "~* resetchannels -@all +auth +hello +ping +select +@transaction +@scripting +info +dbsize"
          + " +scan +keys +type +exists +get +set +setnx +del +unlink +hset +hgetall +dump +restore +pexpireat"
          + " +move +swapdb +flushdb +psync +replconf +config|get +acl|whoami +acl|dryrun";

  private final Secrets secrets;
  private final Claims claims;

  public RedisPart(StackContext stack) {
    super(NAME, stack, STANDARD_PORT);
    this.secrets = stack.secrets();
    this.claims = stack.claims();
  }

  /** The connection string of an account on a numbered database. */
  public String uri(String account, int database) {
    return "redis://%s:%s@%s:%d/%d"
        .formatted(account, secrets.password(NAME, account), Wire.HOST, port(), database);
  }

  @Override
  protected Launch prepare(Progress progress) {
    Path program;
    try {
      program =
          new RedisProgram(folder().root())
              .find(text -> progress.report(NAME, Progress.Step.WORKING, text));
    } catch (IOException e) {
      throw new PartFailedException(NAME, FaultText.of(e), e);
    }
    Path data = folder().data(NAME);
    StackFolder.privateFolder(data);
    Path configuration = data.resolve("redis.conf");
    StackFolder.writePrivately(configuration, configuration(data));
    return new Launch(List.of(program.toString(), configuration.toString()), Map.of());
  }

  private String configuration(Path data) {
    return configuration(Wire.HOST, port(), data.toString());
  }

  /**
   * The program that the stack runs; fetched when this machine has none.
   *
   * @param root of the checkout, whose Maven fetches it
   */
  public static Path program(Path root) {
    try {
      return new RedisProgram(root).find(_ -> {});
    } catch (IOException e) {
      throw new PartFailedException(NAME, FaultText.of(e), e);
    }
  }

  /** The program, where this machine has one; nothing is fetched. */
  public static Optional<Path> programAtHand() {
    return new RedisProgram(Path.of("")).atHand();
  }

  /** A Valkey for tests; the stack runs none. Fetched when this machine has none. */
  public static Path valkey() {
    try {
      return new ValkeyProgram().find(_ -> {});
    } catch (IOException e) {
      throw new PartFailedException(NAME, FaultText.of(e), e);
    }
  }

  @Override
  public String image() {
    return IMAGE;
  }

  /** Listens on Redis's own port there. */
  @Override
  public ContainerOrder container() {
    return new ContainerOrder(
        IMAGE,
        List.of("sh", "-c", START_IN_CONTAINER),
        List.of(),
        Map.of("CONFIGURATION", configuration("*", STANDARD_PORT, "/data")),
        Map.of(port(), STANDARD_PORT));
  }

  @Override
  public Map<String, String> variables(Claim<?> claim) {
    return switch (claim.need()) {
      case RedisKeys _ -> Map.of("REDIS_URI", uri(claim.service(), 0));
      case RedisAccount account -> Map.of(account.variable(), uri(account.account(), 0));
      default -> throw new IllegalArgumentException("Redis knows no " + claim.need());
    };
  }

  @Override
  public Map<String, String> freshVariables(Claim<?> claim, String suffix) {
    return claim.need() instanceof RedisKeys
        ? Map.of("REDIS_URI", uri(claim.service(), RedisDatabases.fresh(this)))
        : variables(claim);
  }

  @Override
  public List<Finding> findings() {
    Optional<Path> server = new RedisProgram(folder().root()).atHand();
    return List.of(
        Finding.of(
            "redis-server",
            server.isPresent(),
            Finding.Verdict.WARNING,
            server.map(Path::toString).orElse("not on this machine yet"),
            "ox up fetches one; or install redis-server, or set OX_REDIS_SERVER"));
  }

  private String configuration(String listensAt, int port, String data) {
    return """
    bind %s
    port %d
    dir "%s"
    daemonize no
    databases %d
    maxmemory 256mb
    maxmemory-policy volatile-lru
    appendonly yes
    appendfsync everysec
    save ""
    user default off
    user %s on >%s ~* &* +@all
    user %s on >%s %s
    user %s on >%s %s
    """
            .formatted(
                listensAt,
                port,
                data,
                folder().test() ? TEST_DATABASES : 16,
                ADMIN,
                secrets.password(NAME, ADMIN),
                MONITOR,
                secrets.password(NAME, MONITOR),
                MONITOR_RIGHTS,
                BACKUP,
                secrets.password(NAME, BACKUP),
                BACKUP_RIGHTS)
        + claims.of(RedisKeys.class).stream().map(this::user).collect(Collectors.joining());
  }

  private String user(Claim<RedisKeys> own) {
    return "user %s on >%s resetkeys resetchannels ~%s &%s %s\n"
        .formatted(
            own.service(),
            secrets.password(NAME, own.service()),
            own.need().keys(),
            own.need().channels(),
            SERVICE_RIGHTS);
  }

  @Override
  protected String intent() {
    return NAME + configuration(folder().data(NAME));
  }

  @Override
  protected boolean answers() {
    // While it loads its data, a server refuses unknown clients as usual and serves no client yet.
    String question = "AUTH " + ADMIN + " " + secrets.password(NAME, ADMIN) + "\r\nPING\r\n";
    byte[] answer = Wire.ask(port(), question.getBytes(StandardCharsets.US_ASCII), ANSWER.length());
    return ANSWER.equals(new String(answer, StandardCharsets.US_ASCII));
  }

  @Override
  protected void provision(Progress progress) {
    // The users stand in the configuration.
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Map<String, String> toolEnvironment() {
    Map<String, String> all = new LinkedHashMap<>();
    if (hasPort()) {
      all.put("REDIS_URI", uri(ADMIN, 0));
      all.put("REDISCLI_AUTH", secrets.password(NAME, ADMIN));
    }
    return all;
  }

  @Override
  public Map<String, String> toolCommands() {
    return Map.of("redis-cli", "redis-cli -u \"$REDIS_URI\"");
  }
}
