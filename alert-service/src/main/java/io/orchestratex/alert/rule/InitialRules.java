package io.orchestratex.alert.rule;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The rules that a new installation begins with. */
@Singleton
public final class InitialRules {

  private final RuleSettings settings;
  private final InstantSource clock;

  InitialRules(RuleSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** All of them. */
  public List<Rule> all() {
    List<Rule> all = new ArrayList<>(DefaultRules.pack(settings, now()));
    all.addAll(DefaultRules.aboutSilence(settings, now()));
    return all;
  }

  Rule collectionShrank() {
    return DefaultRules.collectionShrank(settings, now());
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
