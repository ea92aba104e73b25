package io.orchestratex.session.store.postgresql;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import io.orchestratex.session.task.Task;
import io.orchestratex.session.task.TaskStatus;
import io.orchestratex.session.wire.WireName;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code tasks}. */
@MappedEntity("tasks")
record TaskRow(
    @Id UUID id,
    String ownerId,
    @Nullable UUID agentId,
    String type,
    String description,
    String status,
    int priority,
    @TypeDef(type = DataType.JSON) Map<String, Object> payload,
    Instant createdAt) {

  static TaskRow of(Task task) {
    String agentId = task.agentId();
    return new TaskRow(
        UUID.fromString(task.id()),
        task.ownerId(),
        agentId == null ? null : UUID.fromString(agentId),
        task.type(),
        task.description(),
        WireName.of(task.status()),
        task.priority(),
        task.payload(),
        task.createdAt());
  }

  Task task() {
    return new Task(
        id.toString(),
        ownerId,
        agentId == null ? null : agentId.toString(),
        type,
        description,
        WireName.read(TaskStatus.class, status),
        priority,
        payload,
        createdAt);
  }
}
