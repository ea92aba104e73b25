package io.orchestratex.local;

import io.orchestratex.local.part.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How each engine runs in a container, with the same accounts, sizes and rights as its process. The
 * server data does not lie on this machine and goes with the container.
 */
final class ContainerOrders {

  /** As in docker-compose.yml, where the same variable names another. */
  static final String MONGODB = System.getenv().getOrDefault("MONGODB_IMAGE", "mongo:8.0");

  static final String POSTGRESQL = "postgres:15-alpine";
  static final String REDIS = "redis:7-alpine";
  static final String KAFKA = "apache/kafka:3.9.1";

  static final List<String> IMAGES = List.of(MONGODB, POSTGRESQL, REDIS, KAFKA);

  /** mongod wants the members' key in a file that is its own and nobody else's. */
  private static final String START_MONGOD =
      "umask 077; printf '%s\\n' \"$MEMBER_KEY\" >/tmp/member.key;"
          + " chown mongodb /tmp/member.key; chmod 400 /tmp/member.key; unset MEMBER_KEY;"
          + " exec docker-entrypoint.sh mongod --keyFile /tmp/member.key \"$@\"";

  /** The accounts need not lie in a file. */
  private static final String START_REDIS =
      "printf '%s\\n' \"$CONFIGURATION\" | env -u CONFIGURATION redis-server -";

  private static final int POSTGRESQL_PORT = 5432;
  private static final int REDIS_PORT = 6379;

  private final StackParts parts;

  /** Describes the containers of a stack whose ports are chosen. */
  ContainerOrders(StackParts parts) {
    this.parts = parts;
  }

  ContainerOrder of(Part part) {
    return switch (part.name()) {
      case "mongodb" -> mongodb();
      case "postgresql" -> postgresql();
      case "redis" -> redis();
      case "kafka" -> kafka();
      default -> throw new IllegalArgumentException(part.name());
    };
  }

  /** Inside and outside on the same port, because the replica set's configuration names it. */
  private ContainerOrder mongodb() {
    int port = parts.mongodb().port();
    return new ContainerOrder(
        MONGODB,
        List.of("bash", "-c", START_MONGOD, "mongod"),
        parts.mongodb().containerOptions(),
        Map.of("MEMBER_KEY", parts.mongodb().memberKey()),
        Map.of(port, port));
  }

  private ContainerOrder postgresql() {
    Map<String, String> environment = new HashMap<>();
    environment.put("POSTGRES_USER", "postgres");
    environment.put("POSTGRES_PASSWORD", parts.postgresql().password());
    environment.put(
        "POSTGRES_INITDB_ARGS", "--auth-host=scram-sha-256 --encoding=UTF8 --locale=C --no-sync");
    return new ContainerOrder(
        POSTGRESQL,
        List.of(),
        Stream.concat(Stream.of("postgres"), parts.postgresql().containerOptions().stream())
            .toList(),
        environment,
        Map.of(parts.postgresql().port(), POSTGRESQL_PORT));
  }

  private ContainerOrder redis() {
    return new ContainerOrder(
        REDIS,
        List.of("sh", "-c", START_REDIS),
        List.of(),
        Map.of("CONFIGURATION", parts.redis().containerConfiguration()),
        Map.of(parts.redis().port(), REDIS_PORT));
  }

  /** Inside and outside on the same ports: the broker tells its clients where it is. */
  private ContainerOrder kafka() {
    Map<String, String> environment = new HashMap<>(parts.kafka().containerVariables());
    environment.put("KAFKA_HEAP_OPTS", "-Xmx320m -Xms64m");
    Map<Integer, Integer> ports = new HashMap<>();
    parts.kafka().clientPorts().forEach(port -> ports.put(port, port));
    return new ContainerOrder(KAFKA, List.of(), List.of(), environment, ports);
  }
}
