package io.orchestratex.session.store.postgresql;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;
import java.util.UUID;

/** The table {@code agents}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface AgentRows extends CrudRepository<AgentRow, UUID> {

  void update(@Id UUID id, String status, long version);
}
