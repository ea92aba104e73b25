package io.orchestratex.session.store.postgresql;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;

/** The table {@code audit_logs}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface AuditRows extends CrudRepository<AuditRow, Long> {}
