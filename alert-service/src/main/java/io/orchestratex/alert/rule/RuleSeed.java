package io.orchestratex.alert.rule;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;

/** Stores the default rules at the first start, and those that a newer build brings. */
@Singleton
final class RuleSeed {

  private final RuleStore rules;
  private final RuleBook book;
  private final InitialRules initial;

  RuleSeed(RuleStore rules, RuleBook book, InitialRules initial) {
    this.rules = rules;
    this.book = book;
    this.initial = initial;
  }

  @EventListener
  void seed(StoreReady ready) {
    rules.seed(initial.all());
    rules.improveShrink(initial.collectionShrank(), DefaultRules.EARLIER_MIN_PREVIOUS);
    // Samples that came before found none.
    book.changed();
  }
}
