package io.orchestratex.alert.rule;

import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.TextFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where rules live. Thread-safe. */
public interface RuleStore {

  /** By id. */
  Page<Rule> list(Filter filter, PageRequest page);

  /**
   * What to list; null means any.
   *
   * @param text part of the id or the description
   */
  record Filter(
      @Nullable Boolean enabled, @Nullable Severity severity, @Nullable TextFilter text) {}

  Optional<Rule> find(String id);

  /** The rules that are on, as stored now. */
  List<Rule> enabled();

  /** Stores a new rule; false when the id is taken. */
  boolean insert(Rule rule);

  /**
   * Replaces version {@code rule.version() - 1}; false when that is not the stored version.
   *
   * @param retires marks that the rule's alerts are to be ended, until {@link #retired} says so
   */
  boolean replace(Rule rule, boolean retires);

  /** The rules whose alerts are to be ended, each with the version that said so. */
  Map<String, Long> retiring();

  /** The alerts were ended that this version of the rule wanted ended. */
  void retired(String id, long version);

  boolean delete(String id);

  /**
   * Stores the rules that an installation begins with, each once in the life of the database: one
   * that was deleted later does not come back, and one that a newer build brings is added.
   */
  void seed(List<Rule> pack);

  /**
   * Puts a newer default in place of one that no person ever changed.
   *
   * @param minPrevious of the older default, which is a shrink rule
   */
  void improveShrink(Rule newer, double minPrevious);
}
