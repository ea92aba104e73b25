package io.orchestratex.session.store.postgresql;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import io.orchestratex.contracts.AgentEvent;
import io.orchestratex.kit.outbox.PostgresOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.agent.Agent;
import io.orchestratex.session.agent.AgentStatus;
import io.orchestratex.session.agent.AgentStore;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Agents in the table {@code agents}; capabilities are found by its GIN index. */
@Singleton
final class PostgresAgentStore implements AgentStore {

  private final AgentRows rows;
  private final AuditRows audit;
  private final JdbcOperations jdbc;
  private final TransactionOperations<Connection> transactions;
  private final PostgresOutbox outbox;

  PostgresAgentStore(
      AgentRows rows,
      AuditRows audit,
      JdbcOperations jdbc,
      TransactionOperations<Connection> transactions,
      PostgresOutbox outbox) {
    this.rows = rows;
    this.audit = audit;
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.outbox = outbox;
  }

  @Override
  public void add(Agent agent) {
    transactions.executeWrite(_ -> {
      rows.save(AgentRow.of(agent));
      return audit.save(
          new AuditRow(null, agent.ownerId(), "created", "agent", agent.id(), agent.createdAt()));
    });
  }

  @Override
  public Optional<StatusChange> changeStatus(String id, AgentStatus to, String actor, Instant now) {
    return Ids.uuid(id)
        .flatMap(uuid ->
            transactions.executeWrite(transaction ->
                locked(uuid)
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
                      append(transaction.getConnection(), event, row.version() + 1);
                      return new StatusChange(row.agent().with(to), event);
                    })));
  }

  private Optional<AgentRow> locked(UUID id) {
    return jdbc.prepareStatement(
        "SELECT * FROM agents WHERE id = ? FOR UPDATE",
        statement -> {
          statement.setObject(1, id);
          try (ResultSet result = statement.executeQuery()) {
            return jdbc.entityStream(result, AgentRow.class).findFirst();
          }
        });
  }

  private void append(Connection connection, AgentEvent event, long sequence) {
    try {
      outbox.append(connection, event, sequence);
    } catch (SQLException e) {
      throw new DataAccessException("the event cannot be written", e);
    }
  }

  @Override
  public Optional<Agent> find(String id) {
    return Ids.uuid(id).flatMap(rows::findById).map(AgentRow::agent);
  }

  @Override
  public Page<Agent> list(Filter filter, PageRequest page) {
    AgentStatus status = filter.status();
    FilteredRows<AgentRow> rows =
        new FilteredRows<>(jdbc, "agents", AgentRow.class)
            .where("owner_id = ?", filter.ownerId())
            .where("status = ?", status == null ? null : WireName.of(status))
            .where("role = ?", filter.role())
            .where("capabilities @> ?::jsonb", oneCapability(filter.capability()));
    return transactions.executeRead(_ -> rows.page(page, AgentRow::agent));
  }

  private static @Nullable String oneCapability(@Nullable String capability) {
    return capability == null
        ? null
        : "[\"" + new String(JsonStringEncoder.getInstance().quoteAsString(capability)) + "\"]";
  }
}
