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
  private final RuleSettings settings;
  private final InstantSource clock;

  RuleSeed(RuleStore rules, RuleSettings settings, InstantSource clock) {
    this.rules = rules;
    this.settings = settings;
    this.clock = clock;
  }

  @EventListener
  void seed(StoreReady ready) {
    rules.seed(DefaultRules.pack(settings, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }
}
