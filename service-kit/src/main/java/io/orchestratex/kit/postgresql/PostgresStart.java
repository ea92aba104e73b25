package io.orchestratex.kit.postgresql;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.flyway.DataSourceMigrationRunner;
import io.micronaut.flyway.FlywayConfigurationProperties;
import io.micronaut.flyway.FlywayMigrator;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.jdbc.DataSourceResolver;
import io.orchestratex.kit.readiness.EnginePreparation;
import io.orchestratex.kit.readiness.EngineStart;
import io.orchestratex.kit.readiness.EngineStarts;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Waits for PostgreSQL and brings the schema up to date, in place of the framework, which would end
 * the start of a service whose PostgreSQL does not answer yet. Connections are given out once the
 * schema is in place.
 */
@Singleton
@Replaces(DataSourceMigrationRunner.class)
@Requires(classes = {DatasourceConfiguration.class, DataSourceMigrationRunner.class})
@Requires(property = "datasources.default.url")
final class PostgresStart implements BeanCreatedEventListener<DataSource> {

  private static final String NAME = "default";

  private final BeanContext context;
  private final EngineStarts starts;
  private final DataSourceResolver resolver;
  private @Nullable EngineStart start;

  PostgresStart(BeanContext context, EngineStarts starts, DataSourceResolver resolver) {
    this.context = context;
    this.starts = starts;
    this.resolver = resolver;
  }

  @Override
  public synchronized DataSource onCreated(BeanCreatedEvent<DataSource> event) {
    DataSource pool = resolver.resolve(event.getBean());
    start = starts.begin(new Preparation(context, pool));
    return new PreparedDataSource(pool, start);
  }

  /** The start of the service's database. */
  EngineStart start() {
    synchronized (this) {
      if (start != null) {
        return start;
      }
    }
    context.getBean(DataSource.class);
    synchronized (this) {
      if (start == null) {
        throw new IllegalStateException("the data source was made without a listener");
      }
      return start;
    }
  }

  /**
   * A pool that is created while the server is away must not end the start. The isolation that most
   * transactions have is set once for each connection: to ask for it in each costs a round trip.
   */
  @Singleton
  @Requires(classes = DatasourceConfiguration.class)
  @Requires(property = "datasources.default.url")
  static final class PatientPool implements BeanCreatedEventListener<DatasourceConfiguration> {
    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
      event.getBean().setInitializationFailTimeout(-1);
      event.getBean().setTransactionIsolation("TRANSACTION_READ_COMMITTED");
      return event.getBean();
    }
  }

  private record Preparation(BeanContext context, DataSource pool) implements EnginePreparation {

    @Override
    public String engine() {
      return StoreReady.POSTGRESQL;
    }

    @Override
    public String address() {
      URI uri =
          URI.create(context.getBean(DatasourceConfiguration.class).getJdbcUrl().substring(5));
      return uri.getHost() + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort());
    }

    @Override
    public void prepare() throws Exception {
      try (Connection connection = pool.getConnection()) {
        if (!connection.isValid(2)) {
          throw new SQLTransientConnectionException("the connection is not valid");
        }
      }
      // The framework would run Flyway even where it is switched off.
      context
          .findBean(FlywayConfigurationProperties.class, Qualifiers.byName(NAME))
          .filter(FlywayConfigurationProperties::isEnabled)
          .ifPresent(flyway -> context.getBean(FlywayMigrator.class).run(flyway, pool));
    }

    @Override
    public Optional<String> reasonToWait(Throwable fault) {
      if (PostgresFaults.isRefused(fault)) {
        return Optional.of(
            "it refuses the account of this service or has no such database"
                + " (datasources.default)");
      }
      return PostgresFaults.isBroken(fault) || PostgresFaults.isMeeting(fault)
          ? Optional.of("it does not answer yet")
          : Optional.empty();
    }
  }
}
