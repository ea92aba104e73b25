package io.orchestratex.kit.postgresql;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.kit.system.EngineFacts;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** The service's PostgreSQL. */
@Singleton
@Requires(classes = DataSourceResolver.class)
@Requires(property = "datasources.default.url")
final class PostgresFacts implements EngineFacts {

  private static final Pattern HOSTS = Pattern.compile("//([^/@]*@)?([^/?]+)");

  private final DataSource pool;
  private final String address;

  PostgresFacts(
      DataSource dataSource,
      DataSourceResolver resolver,
      @Value("${datasources.default.url}") String url) {
    this.pool = resolver.resolve(dataSource);
    Matcher hosts = HOSTS.matcher(url);
    this.address = hosts.find() ? hosts.group(2) : "";
  }

  @Override
  public String engine() {
    return "postgresql";
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public String version() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return connection.getMetaData().getDatabaseProductVersion();
    }
  }
}
