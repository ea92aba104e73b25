package io.orchestratex.monitor.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.local.TestEngines;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresPublishingTurnTest {

  private final PGSimpleDataSource database = new PGSimpleDataSource();
  private PostgresPublishingTurn first;
  private PostgresPublishingTurn second;

  @BeforeEach
  void prepare() {
    Map<String, String> environment =
        TestEngines.shared().environmentOf("monitor-service", "turn_test");
    database.setUrl(Objects.requireNonNull(environment.get("POSTGRES_URL")));
    database.setUser(environment.get("POSTGRES_USER"));
    database.setPassword(environment.get("POSTGRES_PASSWORD"));
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
    first = turn(database);
    second = turn(database);
  }

  private static PostgresPublishingTurn turn(DataSource source) {
    return new PostgresPublishingTurn(source, DataSourceResolver.DEFAULT);
  }

  @Test
  void isOneProcessAtATime() {
    first.renew();
    second.renew();
    assertThat(first.mine()).isTrue();
    assertThat(second.mine()).isFalse();

    first.renew();
    second.renew();
    assertThat(first.mine()).isTrue();
    assertThat(second.mine()).isFalse();
  }

  @Test
  void passesOnWhenItsHolderLeaves() {
    first.renew();
    first.leave();
    second.renew();
    first.renew();

    assertThat(second.mine()).isTrue();
  }

  @Test
  void passesOnWhenItsHolderDied() throws SQLException {
    first.renew();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      // As after six seconds in which its process did not renew it.
      statement.execute("UPDATE lease SET until = now() - interval '1 second'");
    }
    second.renew();
    first.renew();

    assertThat(second.mine()).isTrue();
    assertThat(first.mine()).isFalse();
  }

  @Test
  void eachProcessPublishesWhileTheServerDoesNotAnswer() {
    PGSimpleDataSource nothing = new PGSimpleDataSource();
    nothing.setUrl("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1");
    PostgresPublishingTurn alone = turn(nothing);
    assertThat(alone.mine()).isFalse();

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> {
          alone.renew();
          return alone.mine();
        });
  }
}
