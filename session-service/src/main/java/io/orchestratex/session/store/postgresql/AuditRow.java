package io.orchestratex.session.store.postgresql;

import io.micronaut.data.annotation.GeneratedValue;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of {@code audit_logs}. */
@MappedEntity("audit_logs")
record AuditRow(
    @Id @GeneratedValue @Nullable Long id,
    String actor,
    String action,
    String entity,
    String entityId,
    Instant createdAt) {}
