package io.orchestratex.alert.standby;

import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.rule.Rule;
import java.util.List;

/**
 * What decides about alerts and where they go, as the store last said.
 *
 * @param rules those that were on
 * @param receivers those in force
 */
public record LastKnown(List<Rule> rules, List<Receiver> receivers) {

  public LastKnown {
    rules = List.copyOf(rules);
    receivers = List.copyOf(receivers);
  }
}
