package io.orchestratex.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.lettuce.core.RedisClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

final class TestEnginesTest {

  private final TestEngines engines = TestEngines.shared();

  @Test
  void startsNothingTwice() {
    assertThat(TestEngines.shared()).isSameAs(engines);
  }

  @Test
  void givesATestClassEmptyStoresOfItsOwn() throws SQLException {
    fill(engines.environmentOf("session-service", "fixture"));

    Map<String, String> again = engines.environmentOf("session-service", "fixture");

    try (MongoClient mongo = MongoClients.create(again.get("MONGODB_URI"));
        Connection postgres = postgres(again);
        RedisClient redis = RedisClient.create(again.get("REDIS_URI"))) {
      assertThat(mongo.getDatabase("orchestratex_fixture").listCollectionNames()).isEmpty();
      assertThat(postgres.getMetaData().getTables(null, "public", "%", null).next()).isFalse();
      assertThat(redis.connect().sync().dbsize()).isZero();
    }
  }

  private static void fill(Map<String, String> environment) throws SQLException {
    try (MongoClient mongo = MongoClients.create(environment.get("MONGODB_URI"));
        Connection postgres = postgres(environment);
        RedisClient redis = RedisClient.create(environment.get("REDIS_URI"))) {
      mongo.getDatabase("orchestratex_fixture").getCollection("a").insertOne(new Document());
      postgres.createStatement().execute("CREATE TABLE a (id int)");
      redis.connect().sync().set("session:a", "1");
    }
  }

  private static Connection postgres(Map<String, String> environment) throws SQLException {
    return DriverManager.getConnection(
        environment.get("POSTGRES_URL"),
        environment.get("POSTGRES_USER"),
        environment.get("POSTGRES_PASSWORD"));
  }

  @Test
  void tellsEachServiceWhatItNeeds() {
    assertThat(engines.environmentOf("gateway-service", "needs"))
        .containsKeys("MONGODB_URI", "REDIS_URI", "KAFKA_USER")
        .doesNotContainKey("POSTGRES_URL");
    assertThat(engines.environmentOf("backup-service", "needs"))
        .containsKeys(
            "POSTGRES_URL",
            "ORCHESTRATEX_BACKUP_TARGETS_MONGODB_URI",
            "ORCHESTRATEX_BACKUP_TARGETS_REDIS_URI",
            "ORCHESTRATEX_BACKUP_VAULT_PATH")
        .doesNotContainKey("MONGODB_URI");
    assertThat(engines.environmentOf("monitor-service", "needs"))
        .containsKeys("POSTGRES_URL", "MONITOR_TARGET_REDIS_URI");
    assertThat(engines.environmentOf("alert-service", "needs"))
        .containsKeys("MONGODB_URI", "ORCHESTRATEX_ALERT_LOG_PATH");
  }

  @Test
  void letsMonitoringLookAndNotTouch() throws SQLException {
    try (MongoClient mongo = MongoClients.create(engines.mongo().monitorUri());
        RedisClient redis = RedisClient.create(engines.redis().monitorUri())) {
      assertThat(mongo.getDatabase("admin").runCommand(new Document("serverStatus", 1)))
          .containsKey("connections");
      assertThat(redis.connect().sync().info("memory")).contains("used_memory");
      assertThat(List.of(redis.connect().sync().configGet("maxmemory"))).isNotEmpty();
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> redis.connect().sync().set("a", "1"))
          .hasMessageContaining("NOPERM");
    }
  }
}
