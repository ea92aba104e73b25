package io.orchestratex.session.agent;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where agents are kept. An id of any shape may be asked for. Thread-safe. */
public interface AgentStore {

  /** Keeps a new agent, and who made it. */
  void add(Agent agent, String actor);

  Optional<Agent> find(String id);

  /** Newest first; null lets everything through. */
  Page<Agent> list(Filter filter, PageRequest page);

  /** What a list is narrowed to. */
  record Filter(@Nullable AgentStatus status, @Nullable String role, @Nullable String capability) {}
}
