package io.orchestratex.alert.rule;

import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Stores the default rules at the first start. */
@Context
final class RuleSeed {

  private final RuleStore rules;
  private final RuleSettings settings;
  private final InstantSource clock;

  RuleSeed(RuleStore rules, RuleSettings settings, InstantSource clock) {
    this.rules = rules;
    this.settings = settings;
    this.clock = clock;
  }

  @PostConstruct
  void seed() {
    rules.seed(DefaultRules.pack(settings, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
  }
}
