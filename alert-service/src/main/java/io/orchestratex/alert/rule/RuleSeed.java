package io.orchestratex.alert.rule;

import io.micronaut.runtime.event.annotation.EventListener;
import io.orchestratex.kit.readiness.StoreReady;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Stores the default rules at the first start. */
@Singleton
final class RuleSeed {

  private final RuleStore rules;
  private final RuleBook book;
  private final RuleSettings settings;
  private final InstantSource clock;

  RuleSeed(RuleStore rules, RuleBook book, RuleSettings settings, InstantSource clock) {
    this.rules = rules;
    this.book = book;
    this.settings = settings;
    this.clock = clock;
  }

  @EventListener
  void seed(StoreReady ready) {
    rules.seed(DefaultRules.pack(settings, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    // Samples that came before found none.
    book.changed();
  }
}
