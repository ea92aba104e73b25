package io.orchestratex.session.store.postgresql;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.agent.Agent;
import io.orchestratex.session.agent.AgentStatus;
import io.orchestratex.session.agent.AgentStore;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Agents in the table {@code agents}; capabilities are found by its GIN index. */
@Singleton
final class PostgresAgentStore implements AgentStore {

  private final AgentRows rows;
  private final AuditRows audit;
  private final JdbcOperations jdbc;
  private final TransactionOperations<Connection> transactions;

  PostgresAgentStore(
      AgentRows rows,
      AuditRows audit,
      JdbcOperations jdbc,
      TransactionOperations<Connection> transactions) {
    this.rows = rows;
    this.audit = audit;
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public void add(Agent agent, String actor) {
    transactions.executeWrite(_ -> {
      rows.save(AgentRow.of(agent));
      return audit.save(
          new AuditRow(null, actor, "created", "agent", agent.id(), agent.createdAt()));
    });
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
