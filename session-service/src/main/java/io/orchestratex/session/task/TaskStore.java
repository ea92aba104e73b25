package io.orchestratex.session.task;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where tasks are kept. An id of any shape may be asked for. Thread-safe. */
public interface TaskStore {

  /** Keeps a new task. */
  void add(Task task);

  /** Who owns an agent, which never changes; empty when there is no such agent. */
  Optional<String> ownerOfAgent(UUID agentId);

  /**
   * One task.
   *
   * @param reader who must have handed it in or own the agent that works on it; null for a reader
   *     of all
   */
  Optional<Task> find(String id, @Nullable String reader);

  /** Newest first; null lets everything through. */
  Page<Task> list(Filter filter, PageRequest page);

  /** What a list is narrowed to. */
  record Filter(
      @Nullable String reader,
      @Nullable TaskStatus status,
      @Nullable String type,
      @Nullable String agentId,
      @Nullable TextFilter description,
      TimeRange createdAt) {}
}
