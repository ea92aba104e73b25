package io.orchestratex.kit.postgresql;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orchestratex.kit.Gate;
import io.orchestratex.kit.StoreService;
import io.orchestratex.kit.postgresql.Postgres.Isolation;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** How a service starts while PostgreSQL is away, refuses it, or cannot be migrated. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresStartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Map<String, String> environment;
  private String url;

  @BeforeAll
  void migrate() {
    environment = StoreService.environment("kitpostgresstart");
    url = requireNonNull(environment.get("POSTGRES_URL"));
    StoreService.onPostgres(environment, url).close();
  }

  private String server() {
    URI uri = URI.create(url.substring("jdbc:".length()));
    return uri.getHost() + ":" + uri.getPort();
  }

  @Test
  void aServiceStartsUnreadyWhilePostgresqlIsAwayAndMigratesWhenItComes() throws Exception {
    try (Gate gate = new Gate(server());
        StoreService late =
            StoreService.onPostgres(environment, url.replace(server(), gate.address()))) {
      assertThat(late.health("readiness").statusCode()).isEqualTo(503);
      assertThat(late.health("readiness").body())
          .contains("PostgreSQL is not ready: it does not answer yet");
      assertThat(late.health("liveness").statusCode()).isEqualTo(200);
      assertThatThrownBy(
              () -> late.bean(Postgres.class).inTransaction(sql -> sql.execute("SELECT 1")))
          .satisfies(fault ->
              PostgresTest.isUnavailable(fault, "PostgreSQL does not answer. Try again shortly."));

      gate.open();
      await().atMost(PATIENCE).until(() -> late.health("readiness").statusCode() == 200);
      assertThat(
              late.bean(Postgres.class)
                  .<Integer, RuntimeException>inTransaction(
                      Isolation.SNAPSHOT,
                      sql ->
                          sql.createQuery("SELECT count(*) FROM outbox")
                              .mapTo(Integer.class)
                              .one()))
          .isZero();

      gate.close();
      assertThatThrownBy(
              () -> late.bean(Postgres.class).inTransaction(sql -> sql.execute("SELECT 1")))
          .satisfies(fault ->
              PostgresTest.isUnavailable(fault, "PostgreSQL does not answer. Try again shortly."));
      assertThat(late.health("readiness").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void aRefusedAccountIsWaitedForAndSaidSo() {
    try (StoreService refused =
        StoreService.onPostgres(
            environment, url, Map.of("datasources.default.password", "wrong"))) {
      assertThat(refused.health("readiness").statusCode()).isEqualTo(503);
      assertThat(refused.health("readiness").body())
          .contains("PostgreSQL is not ready: it refuses the account");
    }
  }

  @Test
  void aMigrationThatFailsEndsTheStart() {
    assertThatThrownBy(() ->
            StoreService.onPostgres(
                environment, url, Map.of("flyway.datasources.default.table", "other_history")))
        .hasStackTraceContaining("PostgreSQL cannot be used");
  }
}
