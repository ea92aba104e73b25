package io.orchestratex.backup.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseImagesTest {

  @ParameterizedTest
  @CsvSource({
    "postgres, PostgreSQL",
    "docker.io/library/postgres:15-alpine, PostgreSQL",
    "registry.example:5000/timescale/timescaledb-ha:pg17, PostgreSQL",
    "mongo:8@sha256:0123, MongoDB",
    "bitnami/mongodb, MongoDB",
    "redis/redis-stack-server, Redis",
    "valkey/valkey:9, Valkey",
    "neo4j:5, Neo4j",
    "mysql:8, MySQL",
    "mariadb, MariaDB"
  })
  void serversAreKnownByTheirImages(String image, String product) {
    assertThat(DatabaseImages.ofImage(image)).contains(product);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nginx",
        "postgres.example:5000/shop/app",
        "mongo-express",
        "prometheuscommunity/postgres-exporter",
        "dpage/pgadmin4",
        "sha256:0123456789"
      })
  void otherImagesAreNone(String image) {
    assertThat(DatabaseImages.ofImage(image)).isEmpty();
  }
}
