package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import io.micronaut.jdbc.DataSourceResolver;
import io.micronaut.management.health.indicator.annotation.Readiness;
import io.orchestratex.kit.readiness.EngineHealth;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;

/** Whether PostgreSQL is prepared and answers. */
@Singleton
@Readiness
@Requires(classes = DataSourceResolver.class)
@Requires(property = "datasources.default.url")
final class PostgresHealth extends EngineHealth {

  PostgresHealth(PostgresStart start, DataSource dataSource, DataSourceResolver resolver) {
    super(start.start(), () -> ping(resolver.resolve(dataSource)));
  }

  private static boolean ping(DataSource pool) throws Exception {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    }
  }
}
