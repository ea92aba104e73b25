package io.orchestratex.alert.rule;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import java.util.List;
import java.util.Optional;

/** Where rules live. Thread-safe. */
public interface RuleStore {

  /** By id. */
  Page<Rule> list(PageRequest page);

  Optional<Rule> find(String id);

  /** The rules that are on, as stored now. */
  List<Rule> enabled();

  /** Stores a new rule; false when the id is taken. */
  boolean insert(Rule rule);

  /** Replaces version {@code rule.version() - 1}; false when that is not the stored version. */
  boolean replace(Rule rule);

  boolean delete(String id);

  /**
   * Stores the rules that a new installation begins with, once in the life of the database: a rule
   * that was deleted later does not come back.
   */
  void seed(List<Rule> pack);
}
