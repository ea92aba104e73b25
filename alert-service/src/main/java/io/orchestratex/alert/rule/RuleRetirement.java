package io.orchestratex.alert.rule;

/** What happens to open alerts when their condition is no longer watched. */
public interface RuleRetirement {

  /** Why the alerts of a rule end that is still on. */
  String ELSEWHERE = "The rule waits for something else now.";

  /** The rule is deleted, switched off or about something else. */
  void retire(String rule, String reason);
}
