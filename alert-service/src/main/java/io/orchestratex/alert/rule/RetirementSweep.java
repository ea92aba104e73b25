package io.orchestratex.alert.rule;

import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.alert.lifecycle.AlertStore;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the alerts of rules that are gone, off or about something else, where that did not happen
 * with the change of the rule: its process was killed, or another one raised the alert in that very
 * moment. A condition that holds under the new rule as well is noticed again with its next sample.
 */
@Singleton
final class RetirementSweep {

  private static final Logger LOG = LoggerFactory.getLogger(RetirementSweep.class);

  private final AlertStore alerts;
  private final RuleStore rules;
  private final RuleRetirement retirement;

  RetirementSweep(AlertStore alerts, RuleStore rules, RuleRetirement retirement) {
    this.alerts = alerts;
    this.rules = rules;
    this.retirement = retirement;
  }

  @Scheduled(
      initialDelay = "${orchestratex.alert.retirement.delay:" + RetirementSettings.DELAY + "}",
      fixedDelay = "${orchestratex.alert.retirement.interval:" + RetirementSettings.INTERVAL + "}")
  void sweep() {
    try {
      Set<String> open = alerts.rulesOfOpen();
      // Read after the alerts: a rule that was just added is not taken for gone.
      Set<String> on = rules.enabled().stream().map(Rule::id).collect(Collectors.toSet());
      open.stream()
          .filter(rule -> !on.contains(rule))
          .forEach(rule -> retirement.retire(rule, "The rule is gone or switched off."));
      rules
          .retiring()
          .forEach((rule, version) -> {
            retirement.retire(rule, RuleRetirement.ELSEWHERE);
            rules.retired(rule, version);
          });
    } catch (RuntimeException e) {
      LOG.atWarn().log("alerts of retired rules cannot be ended now: {}", e.getMessage());
    }
  }
}
