package io.orchestratex.session.store.postgresql;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import io.orchestratex.session.agent.Agent;
import io.orchestratex.session.agent.AgentStatus;
import io.orchestratex.session.wire.WireName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A row of {@code agents}. */
@MappedEntity("agents")
record AgentRow(
    @Id UUID id,
    String ownerId,
    String name,
    String role,
    String status,
    @TypeDef(type = DataType.JSON) List<String> capabilities,
    @TypeDef(type = DataType.JSON) Map<String, Object> metadata,
    Instant createdAt,
    long version) {

  static AgentRow of(Agent agent) {
    return new AgentRow(
        UUID.fromString(agent.id()),
        agent.ownerId(),
        agent.name(),
        agent.role(),
        WireName.of(agent.status()),
        agent.capabilities(),
        agent.metadata(),
        agent.createdAt(),
        1);
  }

  Agent agent() {
    return new Agent(
        id.toString(),
        ownerId,
        name,
        role,
        WireName.read(AgentStatus.class, status),
        capabilities,
        metadata,
        createdAt);
  }
}
