package io.orchestratex.backup.policy;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.util.List;
import java.util.Optional;

/** Keeps policies. In the caller's transaction where one is open. Thread-safe. */
public interface PolicyStore {

  /** Adds a policy; false when its name is taken. */
  boolean insert(Policy policy);

  /** Replaces the policy whose version is one less; false when it has another one, or is gone. */
  boolean replace(Policy policy);

  /** Removes a policy of this version; false when it has another one, or is gone. */
  boolean delete(String name, long version);

  Optional<Policy> find(String name);

  /** By name. */
  Page<Policy> list(PageRequest page);

  /** All, by name. */
  List<Policy> all();
}
