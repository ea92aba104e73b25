package io.orchestratex.gateway.console.service.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Agents and tasks. */
@Singleton
public final class WorkApi {

  private static final String AGENTS = "/api/v1/agents";
  private static final String TASKS = "/api/v1/tasks";

  private final ServiceClient client;

  WorkApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * Which agents are wanted; null means any.
   *
   * @param status active, idle, busy or offline
   */
  public record AgentFilter(
      @Nullable String status,
      @Nullable String role,
      @Nullable String capability,
      @Nullable String ownerId,
      @Nullable String text) {}

  /**
   * Which tasks are wanted; null means any.
   *
   * @param status pending, running, completed or failed
   * @param from a time, or a length before now such as {@code -24h}
   */
  public record TaskFilter(
      @Nullable String status,
      @Nullable String type,
      @Nullable String agentId,
      @Nullable String text,
      @Nullable String from,
      @Nullable String to) {}

  /** What an agent is registered with; null is left out. */
  public record NewAgent(
      @Nullable String name,
      @Nullable String role,
      @Nullable String status,
      List<String> capabilities,
      @Nullable JsonNode metadata) {}

  /** What a task is handed in with; null is left out. */
  public record NewTask(
      @Nullable String type,
      @Nullable String description,
      @Nullable Integer priority,
      @Nullable String agentId,
      @Nullable JsonNode payload) {}

  public Paged<Agent> agents(Visit visit, AgentFilter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(AGENTS)
            .with("status", filter.status())
            .with("role", filter.role())
            .with("capability", filter.capability())
            .with("owner_id", filter.ownerId())
            .with("q", filter.text())
            .with("limit", limit)
            .with("offset", offset),
        Agent.class);
  }

  /** The newest agents, up to 100. */
  public List<Agent> agents(Visit visit) {
    return agents(visit, new AgentFilter(null, null, null, null, null), 100, 0).items();
  }

  public Agent agent(Visit visit, String id) {
    return client.get(visit, Address.of(AGENTS + "/{}", id), Agent.class);
  }

  public Agent register(Visit visit, NewAgent agent) {
    Map<String, Object> body = new HashMap<>();
    put(body, "name", agent.name());
    put(body, "role", agent.role());
    put(body, "status", agent.status());
    body.put("capabilities", agent.capabilities());
    put(body, "metadata", agent.metadata());
    return client.send(visit, "POST", Address.of(AGENTS), body, null, Agent.class);
  }

  public void changeStatus(Visit visit, String id, String status) {
    client.run(visit, "PATCH", Address.of(AGENTS + "/{}", id), Map.of("status", status));
  }

  public Paged<Task> tasks(Visit visit, TaskFilter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(TASKS)
            .with("status", filter.status())
            .with("type", filter.type())
            .with("agent_id", filter.agentId())
            .with("q", filter.text())
            .with("from", filter.from())
            .with("to", filter.to())
            .with("limit", limit)
            .with("offset", offset),
        Task.class);
  }

  public Task task(Visit visit, String id) {
    return client.get(visit, Address.of(TASKS + "/{}", id), Task.class);
  }

  public Task handIn(Visit visit, NewTask task) {
    Map<String, Object> body = new HashMap<>();
    put(body, "type", task.type());
    put(body, "description", task.description());
    put(body, "priority", task.priority());
    put(body, "agent_id", task.agentId());
    put(body, "payload", task.payload());
    return client.send(visit, "POST", Address.of(TASKS), body, null, Task.class);
  }

  private static void put(Map<String, Object> body, String name, @Nullable Object value) {
    if (value != null) {
      body.put(name, value);
    }
  }
}
