package io.orchestratex.alert.intake;

import io.orchestratex.alert.lifecycle.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What an event says about alerts. */
sealed interface Meaning {

  /**
   * Something failed.
   *
   * @param labels what identifies the trouble: the same labels are the same trouble
   * @param subjects what failed, as {@link Success} names it, sorted
   * @param values what the rule's message may name
   */
  record Failure(
      String type,
      String source,
      List<String> subjects,
      Map<String, String> labels,
      Map<String, String> values,
      Map<String, String> annotations,
      Instant at)
      implements Meaning {}

  /**
   * Something worked: alerts of these event types that it proves wrong are over.
   *
   * @param subjects what worked, sorted
   */
  record Success(
      List<String> types,
      List<String> subjects,
      Predicate<Alert> proves,
      String resolution,
      Instant at)
      implements Meaning {}
}
