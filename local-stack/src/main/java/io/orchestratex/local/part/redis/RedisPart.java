package io.orchestratex.local.part.redis;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.RedisProgram;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Redis server that keeps its data (append-only file) and knows one ACL user per service. */
public final class RedisPart extends SinglePortPart {

  public static final String NAME = "redis";

  /** The account for people and tests. */
  public static final String ADMIN = "admin";

  /** The account with which monitor-service watches. */
  public static final String MONITOR = "monitoring";

  /** How many numbered databases a test stack has; each test class takes one. */
  public static final int TEST_DATABASES = 1024;

  private static final int STANDARD_PORT = 6379;
  private static final String ANSWER = "+OK\r\n+PONG\r\n";

  private static final String SERVICE_RIGHTS = "+@all -@admin -@dangerous +client +info +keys";
  private static final String MONITOR_RIGHTS =
      "resetkeys resetchannels -@all +ping +info +dbsize +select +hello +auth +client +command"
          + " +config|get +slowlog +latency +memory";

  private final Secrets secrets;

  public RedisPart(StackFolder folder, Ports ports, Secrets secrets) {
    super(NAME, folder, ports, STANDARD_PORT);
    this.secrets = secrets;
  }

  /** The connection string of an account on a numbered database. */
  public String uri(String account, int database) {
    return "redis://%s:%s@%s:%d/%d"
        .formatted(account, secrets.password(NAME, account), Wire.HOST, port(), database);
  }

  @Override
  protected Launch prepare(Progress progress) {
    RedisProgram.Found found =
        RedisProgram.find(
            new Downloads(),
            folder().root(),
            text -> progress.report(NAME, Progress.Step.WORKING, text));
    Path program =
        found
            .program()
            .orElseThrow(
                () -> new PartFailedException(NAME, "no redis-server: " + found.reasons(), null));
    Path data = folder().data(NAME);
    StackFolder.privateFolder(data);
    Path configuration = data.resolve("redis.conf");
    StackFolder.writePrivately(configuration, configuration(data));
    return new Launch(List.of(program.toString(), configuration.toString()), Map.of());
  }

  private String configuration(Path data) {
    return configuration(Wire.HOST, port(), data.toString());
  }

  /** The configuration of a server in a container, which listens on Redis's own port there. */
  public String containerConfiguration() {
    return configuration("*", STANDARD_PORT, "/data");
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
    user gateway-service on >%s resetkeys resetchannels ~gateway:* &gateway:* %s
    user session-service on >%s resetkeys resetchannels ~session:* &channel:* %s
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
            secrets.password(NAME, "gateway-service"),
            SERVICE_RIGHTS,
            secrets.password(NAME, "session-service"),
            SERVICE_RIGHTS);
  }

  @Override
  protected String intent() {
    return NAME + configuration(folder().data(NAME));
  }

  @Override
  protected boolean answers() {
    // While it loads its data, a server refuses strangers as ever and lets nobody work.
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
}
