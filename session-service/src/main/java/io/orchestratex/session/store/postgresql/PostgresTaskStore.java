package io.orchestratex.session.store.postgresql;

import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.postgresql.Postgres;
import io.orchestratex.session.task.Task;
import io.orchestratex.session.task.TaskStatus;
import io.orchestratex.session.task.TaskStore;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tasks in the table {@code tasks}. */
@Singleton
final class PostgresTaskStore implements TaskStore {

  private final TaskRows rows;
  private final AgentRows agents;
  private final AuditRows audit;
  private final JdbcOperations jdbc;
  private final Postgres postgres;

  PostgresTaskStore(
      TaskRows rows, AgentRows agents, AuditRows audit, JdbcOperations jdbc, Postgres postgres) {
    this.rows = rows;
    this.agents = agents;
    this.audit = audit;
    this.jdbc = jdbc;
    this.postgres = postgres;
  }

  @Override
  public void add(Task task) {
    postgres.inTransaction(_ -> {
      rows.save(TaskRow.of(task));
      return audit.save(
          new AuditRow(null, task.ownerId(), "created", "task", task.id(), task.createdAt()));
    });
  }

  @Override
  public Optional<String> ownerOfAgent(UUID agentId) {
    return postgres.inTransaction(_ -> agents.findById(agentId).map(AgentRow::ownerId));
  }

  @Override
  public Optional<Task> find(String id, @Nullable String reader) {
    return Ids.uuid(id)
        .flatMap(uuid ->
            postgres.inTransaction(
                _ -> rows.findById(uuid).filter(row -> readable(row, reader)).map(TaskRow::task)));
  }

  private boolean readable(TaskRow row, @Nullable String reader) {
    UUID agentId = row.agentId();
    return reader == null
        || reader.equals(row.ownerId())
        || (agentId != null
            && agents
                .findById(agentId)
                .filter(agent -> reader.equals(agent.ownerId()))
                .isPresent());
  }

  @Override
  public Page<Task> list(Filter filter, PageRequest page) {
    TaskStatus status = filter.status();
    String agentId = filter.agentId();
    UUID agent = null;
    if (agentId != null) {
      Optional<UUID> parsed = Ids.uuid(agentId);
      if (parsed.isEmpty()) {
        return Page.of(List.of(), page, 0);
      }
      agent = parsed.get();
    }
    FilteredRows<TaskRow> rows =
        new FilteredRows<>(jdbc, "tasks", TaskRow.class)
            .where(
                ":reader IN (owner_id, (SELECT owner_id FROM agents WHERE agents.id = agent_id))",
                "reader",
                filter.reader())
            .where("status = :status", "status", status == null ? null : WireName.of(status))
            .where("type = :type", "type", filter.type())
            .where("agent_id = :agent", "agent", agent)
            .where(
                "description ILIKE :text",
                "text",
                filter.description() == null ? null : filter.description().likePattern())
            .where("created_at >= :from", "from", filter.createdAt().from())
            .where("created_at < :to", "to", filter.createdAt().to());
    return rows.page(postgres, page, TaskRow::task);
  }
}
