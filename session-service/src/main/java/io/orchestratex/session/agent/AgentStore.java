package io.orchestratex.session.agent;

import io.orchestratex.contracts.AgentEvent;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where agents are kept. An id of any shape may be asked for. Thread-safe. */
public interface AgentStore {

  void add(Agent agent);

  Optional<Agent> find(String id);

  /**
   * Gives an agent a status, in one transaction with its event; empty when there is no such agent.
   */
  Optional<StatusChange> changeStatus(String id, AgentStatus to, String actor, Instant now);

  /** Newest first; null lets everything through. */
  Page<Agent> list(Filter filter, PageRequest page);

  /**
   * An agent as it is now.
   *
   * @param event null when it had that status already
   */
  record StatusChange(Agent agent, AgentEvent.@Nullable StatusChanged event) {}

  /**
   * What a list is narrowed to.
   *
   * @param reader whose agents only may be seen
   * @param ownerId whose agents are wanted
   * @param name part of the name
   */
  record Filter(
      @Nullable String reader,
      @Nullable AgentStatus status,
      @Nullable String role,
      @Nullable String capability,
      @Nullable String ownerId,
      @Nullable TextFilter name) {}
}
