package io.orchestratex.local;

import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.kafka.KafkaConfiguration;
import io.orchestratex.local.part.kafka.KafkaPart;
import io.orchestratex.local.part.mongodb.MongodbAccounts;
import io.orchestratex.local.part.mongodb.MongodbPart;
import io.orchestratex.local.part.postgresql.PostgresqlAccounts;
import io.orchestratex.local.part.postgresql.PostgresqlPart;
import io.orchestratex.local.part.redis.RedisPart;
import io.orchestratex.local.stack.StackFolder;
import io.orchestratex.local.stack.StackLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The real engines that tests run on: started once, left running for the next module and run, and
 * used by one program at a time. They run in containers of the published images where a Docker
 * engine answers, else as processes; a test cannot tell. Each test class asks for an environment of
 * its own, with fresh databases and users.
 */
public final class TestEngines {

  private static @Nullable TestEngines shared;
  private static @Nullable TestEngines processes;
  private static @Nullable RuntimeException failure;

  private final StackParts parts;

  private TestEngines(StackParts parts) {
    this.parts = parts;
  }

  /** Starts the engines unless they run. */
  public static synchronized TestEngines shared() {
    TestEngines started = shared;
    if (started == null) {
      started = startOnce();
      shared = started;
    }
    return started;
  }

  /** The engines as processes, for tests that hurt them. */
  public static synchronized TestEngines processes() {
    TestEngines started = processes;
    if (started == null) {
      started = startProcesses();
      processes = started;
    }
    return started;
  }

  /** What failed is not tried again for each test class. */
  private static TestEngines startOnce() {
    RuntimeException known = failure;
    if (known != null) {
      throw known;
    }
    try {
      return start();
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private static TestEngines start() {
    EngineChoice wanted = EngineChoice.wanted();
    if (wanted == EngineChoice.PROCESSES) {
      return processes("as asked for");
    }
    StackFolder folder = StackFolder.forTests(Checkout.root()).containers().create();
    try (StackLock _ = StackLock.of(folder)) {
      Optional<String> obstacle =
          wanted == EngineChoice.AUTO ? EngineChoice.obstacle(folder) : Optional.empty();
      if (obstacle.isPresent()) {
        return processes(obstacle.get());
      }
      return startContainers(folder, wanted == EngineChoice.CONTAINERS);
    }
  }

  private static TestEngines startContainers(StackFolder folder, boolean required) {
    StackParts parts = new StackParts(folder);
    try {
      new EngineContainers(parts).up();
      System.out.println("test engines: containers of " + String.join(", ", parts.images()));
      return new TestEngines(parts);
    } catch (RuntimeException e) {
      LeftContainers.remove(folder.path());
      if (required) {
        throw e;
      }
      String reason = "containers could not be started: " + firstLine(e);
      EngineChoice.remember(folder, reason);
      return processes(reason);
    }
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static TestEngines processes(String reason) {
    System.out.println("test engines: processes of this machine (" + reason + ")");
    return processes();
  }

  private static TestEngines startProcesses() {
    StackFolder folder = StackFolder.forTests(Checkout.root()).create();
    try (StackLock _ = StackLock.of(folder)) {
      StackParts parts = new StackParts(folder);
      parts.engines().forEach(Part::choosePorts);
      new PartRunner(TestEngines::print).up(parts.engines());
      return new TestEngines(parts);
    }
  }

  static void print(String part, Progress.Step step, String message) {
    if (step == Progress.Step.WARNING || step == Progress.Step.FAILED) {
      System.err.println("test stack: " + part + ": " + message);
    }
  }

  /** A mongod to start, for tests that kill one of their own. */
  public static Path mongod() {
    return MongodbPart.program();
  }

  /** A redis-server to start, for tests that need one of their own. */
  public static Path redisServer() {
    return RedisPart.program(Checkout.root());
  }

  /** A valkey-server to start. */
  public static Path valkeyServer() {
    return RedisPart.valkey();
  }

  public Mongo mongo() {
    return new Mongo(
        parts.mongodb().uri(MongodbAccounts.ROOT, ""),
        parts.mongodb().uri(MongodbAccounts.BACKUP, ""),
        parts.mongodb().uri(MongodbAccounts.MONITOR, ""));
  }

  public Postgres postgres() {
    PostgresqlPart part = parts.postgresql();
    return new Postgres(
        part.jdbcUrl("postgres"),
        PostgresqlAccounts.SUPERUSER,
        parts.secrets().password(PostgresqlPart.NAME, PostgresqlAccounts.SUPERUSER),
        part.uri(PostgresqlAccounts.BACKUP, "postgres"),
        part.uri(PostgresqlAccounts.MONITOR, "postgres"));
  }

  /** Neo4j as a process, started when a test first asks for it, and left running for the next. */
  public synchronized Neo4j neo4j() {
    try (StackLock _ = StackLock.of(parts.folder())) {
      parts.neo4j().choosePorts();
      parts.neo4j().up(TestEngines::print);
    }
    return new Neo4j(parts.neo4j().uri());
  }

  public Redis redis() {
    return new Redis(
        parts.redis().uri(RedisPart.ADMIN, 0), parts.redis().uri(RedisPart.MONITOR, 0));
  }

  public Kafka kafka() {
    KafkaPart part = parts.kafka();
    return new Kafka(
        part.servicesBootstrap(),
        part.clientSettings(part.servicesBootstrap(), KafkaConfiguration.BROKER),
        part.subscribersBootstrap(),
        part.clientSettings(part.subscribersBootstrap(), KafkaConfiguration.SUBSCRIBER));
  }

  /**
   * The variables with which a service is started, for a test class: its stores are empty and
   * belong to it alone, Kafka's topics are shared with every other test.
   *
   * @param service such as {@code session-service}
   * @param suffix keeps test classes apart: letters, digits, underscores
   */
  public Map<String, String> environmentOf(String service, String suffix) {
    String unique = suffix.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return parts.environment().fresh(service, unique);
  }

  /** Where and as whom a service connects to Kafka. */
  Map<String, String> kafkaEnvironmentOf(String service) {
    return parts.environment().alone(service);
  }

  /**
   * MongoDB for tests.
   *
   * @param rootUri may do anything
   * @param backupUri as backup-service reads and restores
   * @param monitorUri as monitor-service watches
   */
  public record Mongo(String rootUri, String backupUri, String monitorUri) {}

  /**
   * PostgreSQL for tests.
   *
   * @param jdbcUrl of the database {@code postgres}
   * @param user the superuser
   */
  public record Postgres(
      String jdbcUrl, String user, String password, String backupUri, String monitorUri) {}

  /**
   * Neo4j for tests: one database, so that one test at a time may use it.
   *
   * @param uri may do anything
   */
  public record Neo4j(String uri) {}

  /** Redis for tests. */
  public record Redis(String adminUri, String monitorUri) {}

  /**
   * Kafka for tests.
   *
   * @param clientSettings of a client that may do anything
   * @param subscriberSettings of a client of another team
   */
  public record Kafka(
      String bootstrapServers,
      Map<String, Object> clientSettings,
      String subscriberBootstrapServers,
      Map<String, Object> subscriberSettings) {

    public Kafka {
      clientSettings = Map.copyOf(clientSettings);
      subscriberSettings = Map.copyOf(subscriberSettings);
    }
  }

  /** Finds the checkout that a test runs in. */
  static final class Checkout {
    private Checkout() {}

    static Path root() {
      String configured = System.getProperty("ox.root", "");
      if (!configured.isEmpty() && !configured.contains("$")) {
        return Path.of(configured).toAbsolutePath().normalize();
      }
      Path folder = Path.of("").toAbsolutePath();
      while (folder != null && !Files.isDirectory(folder.resolve("local-stack"))) {
        folder = folder.getParent();
      }
      if (folder == null) {
        throw new PartFailedException(
            "stack", "no checkout above " + Path.of("").toAbsolutePath(), null);
      }
      return folder;
    }
  }
}
