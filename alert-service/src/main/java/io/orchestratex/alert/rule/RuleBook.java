package io.orchestratex.alert.rule;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * The rules that are on, at most two seconds old: a change made through another replica holds from
 * then on, one made here at once. Thread-safe.
 */
@Singleton
public final class RuleBook {

  private static final Duration FRESH = Duration.ofSeconds(2);
  private static final String ALL = "all";

  private final LoadingCache<String, List<Rule>> rules;

  RuleBook(RuleStore store) {
    this.rules = Caffeine.newBuilder().expireAfterWrite(FRESH).build(_ -> store.enabled());
  }

  /** The rules on the sample stream. */
  public List<Rule> onSamples() {
    return rules.get(ALL).stream()
        .filter(rule -> rule.condition() instanceof Condition.OnSamples)
        .toList();
  }

  /** The rules that wait for this event. */
  public List<Rule> onEvent(String type) {
    return rules.get(ALL).stream()
        .filter(rule ->
            rule.condition() instanceof Condition.Event(String wanted) && wanted.equals(type))
        .toList();
  }

  /** The rules about this silence. */
  public List<Rule> onSilence(Condition.Silence.Of of) {
    return rules.get(ALL).stream().filter(rule -> isAbout(rule, of)).toList();
  }

  /** Whether the rule is about this silence. */
  public static boolean isAbout(Rule rule, Condition.Silence.Of of) {
    return rule.condition() instanceof Condition.Silence silence && silence.of() == of;
  }

  /** All rules that are on. */
  public List<Rule> inForce() {
    return rules.get(ALL);
  }

  /** Reads the rules again at the next look. */
  public void changed() {
    // Waits for a load that is under way, which may hold what was before.
    rules.asMap().remove(ALL);
  }
}
