package io.orchestratex.alert.rule;

/** What happens to open alerts when nobody watches their condition any more. */
public interface RuleRetirement {

  /** The rule is deleted or switched off. */
  void retire(String rule, String reason);
}
