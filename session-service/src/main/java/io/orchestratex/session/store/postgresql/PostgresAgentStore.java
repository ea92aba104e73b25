package io.orchestratex.session.store.postgresql;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.orchestratex.contracts.AgentEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.session.agent.Agent;
import io.orchestratex.session.agent.AgentStatus;
import io.orchestratex.session.agent.AgentStore;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Agents in the table {@code agents}; capabilities are found by its GIN index. */
@Singleton
final class PostgresAgentStore implements AgentStore {

  private final AgentRows rows;
  private final AuditRows audit;
  private final JdbcOperations jdbc;
  private final Postgres postgres;
  private final PostgresOutbox outbox;

  PostgresAgentStore(
      AgentRows rows,
      AuditRows audit,
      JdbcOperations jdbc,
      Postgres postgres,
      PostgresOutbox outbox) {
    this.rows = rows;
    this.audit = audit;
    this.jdbc = jdbc;
    this.postgres = postgres;
    this.outbox = outbox;
  }

  @Override
  public void add(Agent agent) {
    postgres.inTransaction(_ -> {
      rows.save(AgentRow.of(agent));
      return audit.save(
          new AuditRow(null, agent.ownerId(), "created", "agent", agent.id(), agent.createdAt()));
    });
  }

  @Override
  public Optional<StatusChange> changeStatus(String id, AgentStatus to, String actor, Instant now) {
    return Ids.uuid(id)
        .flatMap(uuid ->
            postgres.inTransaction(sql ->
                locked(sql, uuid)
                    .map(row -> {
                      String before = row.status();
                      String after = WireName.of(to);
                      if (before.equals(after)) {
                        return new StatusChange(row.agent(), null);
                      }
                      rows.update(uuid, after, row.version() + 1);
                      audit.save(
                          new AuditRow(
                              null, actor, "status-changed", "agent", uuid.toString(), now));
                      AgentEvent.StatusChanged event =
                          new AgentEvent.StatusChanged(uuid.toString(), before, after, actor, now);
                      append(sql, event, row.version() + 1);
                      return new StatusChange(row.agent().with(to), event);
                    })));
  }

  private Optional<AgentRow> locked(Handle sql, UUID id) {
    return sql.createQuery("SELECT * FROM agents WHERE id = :id FOR UPDATE")
        .bind("id", id)
        .scanResultSet((row, _) -> jdbc.entityStream(row.get(), AgentRow.class).findFirst());
  }

  private void append(Handle sql, AgentEvent event, long sequence) {
    try {
      outbox.append(sql.getConnection(), event, sequence);
    } catch (SQLException e) {
      throw new DataAccessException("the event cannot be written", e);
    }
  }

  @Override
  public Optional<Agent> find(String id) {
    return Ids.uuid(id)
        .flatMap(uuid -> postgres.inTransaction(_ -> rows.findById(uuid)))
        .map(AgentRow::agent);
  }

  @Override
  public Page<Agent> list(Filter filter, PageRequest page) {
    AgentStatus status = filter.status();
    FilteredRows<AgentRow> rows =
        new FilteredRows<>(jdbc, "agents", AgentRow.class)
            .where("owner_id = :reader", "reader", filter.reader())
            .where("owner_id = :owner", "owner", filter.ownerId())
            .where(
                "name ILIKE :name",
                "name",
                filter.name() == null ? null : filter.name().likePattern())
            .where("status = :status", "status", status == null ? null : WireName.of(status))
            .where("role = :role", "role", filter.role())
            .where(
                "capabilities @> :capability::jsonb",
                "capability",
                oneCapability(filter.capability()));
    return rows.page(postgres, page, AgentRow::agent);
  }

  private static @Nullable String oneCapability(@Nullable String capability) {
    return capability == null
        ? null
        : "[\"" + new String(JsonStringEncoder.getInstance().quoteAsString(capability)) + "\"]";
  }
}
