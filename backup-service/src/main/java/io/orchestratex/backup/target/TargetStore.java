package io.orchestratex.backup.target;

import java.util.List;

/** Keeps targets. */
public interface TargetStore {

  /** Every target, by id. */
  List<Target> all();

  /** Keeps a target, new or changed. */
  void put(Target target);
}
