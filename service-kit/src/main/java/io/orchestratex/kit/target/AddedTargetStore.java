package io.orchestratex.kit.target;

import io.orchestratex.contracts.TargetEvent;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the targets that people added, each change together with its event. In the caller's
 * transaction where one is open. Thread-safe.
 */
public interface AddedTargetStore {

  /** All, by id. */
  List<AddedTarget> all();

  /** Locked until the end of the open transaction. */
  Optional<AddedTarget> find(String id);

  /** Adds a target; false when its id is taken. */
  boolean insert(AddedTarget target, TargetEvent event);

  /** Replaces the target whose version is one less; false when it has another one, or is gone. */
  boolean replace(AddedTarget target, TargetEvent event);

  /** Removes a target; false when it is gone already. */
  boolean delete(String id, TargetEvent event);
}
