package io.orchestratex.backup.engine.volume;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells a volume that a database server uses by the name of the server's image, and by files that
 * only its data folder has. Such a folder copied while its server runs, or killed for the copy, is
 * no good backup; the engine's own is.
 */
final class DatabaseImages {

  private record Kind(String product, List<String> images, List<String> signs) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "PostgreSQL",
              List.of("postgres", "postgis", "timescale", "pgvector"),
              List.of("PG_VERSION", "data/PG_VERSION", "pgdata/PG_VERSION")),
          new Kind("MongoDB", List.of("mongo"), List.of("WiredTiger", "db/WiredTiger")),
          new Kind("Redis", List.of("redis"), List.of("appendonlydir/appendonly.aof.manifest")),
          new Kind("Valkey", List.of("valkey"), List.of()),
          new Kind("Neo4j", List.of("neo4j"), List.of("databases/store_lock")),
          new Kind("MariaDB", List.of("mariadb"), List.of("aria_log_control")),
          new Kind("MySQL", List.of("mysql", "percona"), List.of("auto.cnf")),
          new Kind("Elasticsearch", List.of("elasticsearch", "opensearch"), List.of()),
          new Kind("ClickHouse", List.of("clickhouse"), List.of()),
          new Kind("InfluxDB", List.of("influxdb"), List.of()),
          new Kind("etcd", List.of("etcd"), List.of()),
          new Kind("Cassandra", List.of("cassandra", "scylla"), List.of()));

  /** What OrchestrateX backs up by an engine of its own. */
  private static final Map<String, String> ENGINES =
      Map.of(
          "PostgreSQL", "postgresql://",
          "MongoDB", "mongodb://",
          "Redis", "redis://",
          "Valkey", "redis://",
          "Neo4j", "neo4j://");

  /** Programs that speak to databases, or show them, and hold no data. */
  private static final List<String> NOT_SERVERS =
      List.of("exporter", "express", "commander", "admin", "insight", "backup", "sentinel");

  private DatabaseImages() {}

  /** The database server that an image is; empty where it is none that is known. */
  static Optional<String> ofImage(String image) {
    String name = image.replaceFirst("@.*", "").replaceFirst(":[^/]*$", "");
    String last = name.substring(name.lastIndexOf('/') + 1).toLowerCase(java.util.Locale.ROOT);
    if (NOT_SERVERS.stream().anyMatch(last::contains)) {
      return Optional.empty();
    }
    return KINDS.stream()
        .filter(kind -> kind.images().stream().anyMatch(last::contains))
        .map(Kind::product)
        .findFirst();
  }

  /** Files that tell the data folder of a database, each with the database. */
  static Map<String, String> signs() {
    Map<String, String> signs = new java.util.LinkedHashMap<>();
    KINDS.forEach(kind -> kind.signs().forEach(sign -> signs.put(sign, kind.product())));
    return signs;
  }

  /** What to back up in place of the volume, for a person. */
  static String instead(String product) {
    String scheme = ENGINES.get(product);
    return scheme == null
        ? "take its backup with its own tool, or stop that container first (docker stop) and start it afterwards"
        : "add the server itself as a target (ox target add %s…), or stop that container first (docker stop) and start it afterwards"
            .formatted(scheme);
  }
}
