package io.orchestratex.backup.store.postgresql;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import io.orchestratex.backup.target.Target;
import io.orchestratex.backup.target.TargetStore;
import java.time.Instant;
import java.util.List;

/** The table {@code targets}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface PostgresTargetStore extends GenericRepository<Target, String>, TargetStore {

  @Override
  @Query("SELECT id, engine, address, registered_at FROM targets ORDER BY id")
  List<Target> all();

  @Override
  default void put(Target target) {
    upsert(target.id(), target.engine(), target.address(), target.registeredAt());
  }

  /** Adds or changes a row. */
  @Query(
      """
      INSERT INTO targets (id, engine, address, registered_at)
      VALUES (:id, :engine, :address, :registeredAt)
      ON CONFLICT (id) DO UPDATE SET engine = :engine, address = :address\
      """)
  void upsert(String id, String engine, String address, Instant registeredAt);
}
