package io.orchestratex.local.part.service;

import io.orchestratex.local.binary.PgDump;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.part.kafka.KafkaPart;
import io.orchestratex.local.part.mongodb.MongodbAccounts;
import io.orchestratex.local.part.mongodb.MongodbPart;
import io.orchestratex.local.part.postgresql.PostgresqlAccounts;
import io.orchestratex.local.part.postgresql.PostgresqlPart;
import io.orchestratex.local.part.redis.RedisPart;
import io.orchestratex.local.stack.Ports;
import io.orchestratex.local.stack.Secrets;
import io.orchestratex.local.stack.StackFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The variables by which each service learns where its engines are and as whom to connect. */
public final class ServiceEnvironment {

  private static final String BACKUP_TARGETS = "ORCHESTRATEX_BACKUP_TARGETS_";
  private static final String VAULT = "ORCHESTRATEX_BACKUP_VAULT_PATH";
  private static final String BACKUP_KEY = "ORCHESTRATEX_BACKUP_KEY_FILE";
  private static final String ALERT_LOG = "ORCHESTRATEX_ALERT_LOG_PATH";
  private static final String LOOPBACK = "ORCHESTRATEX_ALERT_WEBHOOK_ALLOW_LOOPBACK";

  /** Where the caller says so, files lie there; from the caller's folder, not the service's. */
  private static final Set<String> FILES = Set.of(VAULT, BACKUP_KEY, ALERT_LOG, PgDump.VARIABLE);

  private final StackFolder folder;
  private final Ports ports;
  private final Secrets secrets;
  private final MongodbPart mongodb;
  private final PostgresqlPart postgresql;
  private final RedisPart redis;
  private final KafkaPart kafka;

  public ServiceEnvironment(
      StackFolder folder,
      Ports ports,
      Secrets secrets,
      MongodbPart mongodb,
      PostgresqlPart postgresql,
      RedisPart redis,
      KafkaPart kafka) {
    this.folder = folder;
    this.ports = ports;
    this.secrets = secrets;
    this.mongodb = mongodb;
    this.postgresql = postgresql;
    this.redis = redis;
    this.kafka = kafka;
  }

  /** Everything a service of the stack is told. */
  public Map<String, String> of(Service service) {
    Map<String, String> all = new LinkedHashMap<>(stores(service.partName()));
    all.putAll(shared(service.partName()));
    if (service == Service.GATEWAY) {
      for (Service each : Service.values()) {
        if (each != Service.GATEWAY) {
          all.put("ORCHESTRATEX_GATEWAY_ROUTES_" + each.name() + "_SERVICE", base(each));
        }
      }
      all.put("ORCHESTRATEX_GATEWAY_IDENTITY_ADMIN_PASSWORD", secrets.adminPassword());
    } else {
      all.put("ORCHESTRATEX_ACCESS_JWKS_URL", base(Service.GATEWAY) + "/.well-known/jwks.json");
    }
    return all;
  }

  /**
   * What a service sees: the variables of the stack and those that the caller has for it. The
   * stack's addresses, accounts and passwords stand; what it only proposes gives way.
   *
   * @param test the stack of the tests keeps its files together, whatever the caller has
   */
  static Map<String, String> withCallers(
      Map<String, String> stack, Map<String, String> caller, String prefix, boolean test) {
    Map<String, String> all = new TreeMap<>(stack);
    caller.forEach((name, value) -> {
      boolean file = FILES.contains(name) && !value.isBlank();
      boolean proposed = !test && (file || name.equals(LOOPBACK));
      if (name.startsWith(prefix) && (proposed || !stack.containsKey(name))) {
        all.put(name, file ? Path.of(value).toAbsolutePath().normalize().toString() : value);
      }
    });
    return all;
  }

  /** The same by the service's name. */
  public Map<String, String> of(String name) {
    return Arrays.stream(Service.values())
        .filter(service -> service.partName().equals(name))
        .findFirst()
        .map(this::of)
        .orElseThrow(() -> new IllegalArgumentException("no service " + name));
  }

  /** The base URL of a service. */
  public String base(Service service) {
    return "http://" + Wire.HOST + ":" + ports.of(service.partName());
  }

  private Map<String, String> stores(String service) {
    Map<String, String> all = new LinkedHashMap<>();
    if (MongodbAccounts.DATABASES.containsKey(service)) {
      String database = MongodbAccounts.DATABASES.getOrDefault(service, service);
      all.put("MONGODB_URI", mongodb.uri(service, database));
    }
    if (PostgresqlAccounts.DATABASES.containsKey(service)) {
      String role = PostgresqlAccounts.roleOf(service);
      String database = PostgresqlAccounts.DATABASES.getOrDefault(service, service);
      all.put("POSTGRES_URL", postgresql.jdbcUrl(database));
      all.put("POSTGRES_USER", role);
      all.put("POSTGRES_PASSWORD", secrets.password(PostgresqlPart.NAME, role));
    }
    if (usesRedis(service)) {
      all.put("REDIS_URI", redis.uri(service, 0));
    }
    return all;
  }

  static boolean usesRedis(String service) {
    return "gateway-service".equals(service) || "session-service".equals(service);
  }

  /**
   * What a service is told besides its own stores: Kafka, tokens, and the accounts and files of its
   * trade.
   */
  public Map<String, String> shared(String service) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("KAFKA_BOOTSTRAP_SERVERS", kafka.servicesBootstrap());
    all.put("KAFKA_USER", service);
    all.put("KAFKA_PASSWORD", secrets.password(KafkaPart.NAME, service));
    all.put("ORCHESTRATEX_ACCESS_SCRAPE_TOKEN", secrets.password("services", "scrape-token"));
    all.put("ORCHESTRATEX_TELEMETRY_LOG_FORMAT", "text");
    switch (service) {
      case "gateway-service" ->
          all.put(
              "ORCHESTRATEX_GATEWAY_IDENTITY_KEY_SECRET",
              secrets.password("gateway-service", "key-secret"));
      case "backup-service" -> {
        all.put(BACKUP_TARGETS + "MONGODB_ENGINE", MongodbPart.NAME);
        all.put(BACKUP_TARGETS + "MONGODB_URI", mongodb.uri(MongodbAccounts.BACKUP, ""));
        all.put(BACKUP_TARGETS + "POSTGRESQL_ENGINE", PostgresqlPart.NAME);
        all.put(
            BACKUP_TARGETS + "POSTGRESQL_URI",
            postgresql.uri(PostgresqlAccounts.BACKUP, "postgres"));
        all.put(VAULT, folder.path().resolve("vault").toString());
        all.put(BACKUP_KEY, folder.path().resolve("backup.key").toString());
        PgDump.besideConfiguredServer()
            .ifPresent(programs -> all.put(PgDump.VARIABLE, programs.toString()));
      }
      case "monitor-service" -> {
        all.put("MONITOR_TARGET_MONGODB_URI", mongodb.uri(MongodbAccounts.MONITOR, ""));
        all.put(
            "MONITOR_TARGET_POSTGRES_URI", postgresql.uri(PostgresqlAccounts.MONITOR, "postgres"));
        all.put("MONITOR_TARGET_REDIS_URI", redis.uri(RedisPart.MONITOR, 0));
        for (Service each : Service.values()) {
          if (ports.kept(each.partName()).isPresent()) {
            all.put("MONITOR_TARGET_" + each.name() + "_SERVICE_URI", base(each));
          }
        }
      }
      case "alert-service" -> {
        all.put(ALERT_LOG, folder.folder("logs").resolve("alerts.log").toString());
        // Whoever runs the whole stack on a laptop has the receivers there as well.
        all.put(LOOPBACK, "true");
      }
      default -> {}
    }
    return all;
  }
}
