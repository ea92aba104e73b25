package io.orchestratex.alert.rule;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where the state of rules lives between samples. Thread-safe. */
public interface RuleStateStore {

  /** The stored states, by id; series never stored are absent. */
  Map<String, RuleState> load(Collection<String> ids);

  /**
   * Stores changes that raise and end no alert. A state that is no longer in the phase it was
   * loaded in, or has seen a newer sample, stays as it is.
   */
  void save(List<Change> changes);

  /** Forgets all that a rule knew. */
  void forget(String rule);

  /** A state as it was loaded, and as it is to be. */
  record Change(RuleState before, RuleState after) {}
}
