package io.orchestratex.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.MetricEvent.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new installation is alarmed by. */
class DefaultRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

  private static List<Rule> all() {
    RuleSettings settings = new RuleSettings(0.8, 0.85, 0.85, 0.8, 0.95);
    List<Rule> all = new ArrayList<>(DefaultRules.pack(settings, NOW));
    all.addAll(DefaultRules.aboutSilence(settings, NOW));
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    // Users and keys are deleted one by one, also by ox demo.
    "gateway, users, 4, 1, ",
    "gateway, users, 120, 30, ",
    "gateway, users, 5000, 10, own-collection-shrank",
    "gateway, api_keys, 200, 0, own-collection-shrank",
    "alert, cases, 900, 100, own-collection-shrank",
    "alert, rule_state, 900, 100, ",
    "orchestratex, model_responses, 6, 0, collection-shrank",
    "orchestratex, model_responses, 4, 0, ",
    "shop, orders, 418, 12, collection-shrank",
    "shop, orders, 418, 300, ",
    "shop, outbox, 418, 0, ",
    "local, oplog.rs, 418, 0, ",
  })
  void aCollectionThatShrinksIsWorthAnAlarmOrNot(
      String database, String collection, double before, double after, String rule) {
    Sample sample =
        new Sample(
            "mongodb_collection_documents",
            Map.of("database", database, "collection", collection),
            after);

    List<String> fired =
        all().stream()
            .filter(each ->
                each.condition() instanceof Condition.Shrink shrink
                    && shrink.selector().matches(sample)
                    && shrink.shrank(before, after))
            .map(Rule::id)
            .toList();

    assertThat(fired).isEqualTo(rule == null ? List.of() : List.of(rule));
  }

  @Test
  void silenceIsNoticedWithinThirtySeconds() {
    assertThat(all())
        .filteredOn(rule -> rule.condition() instanceof Condition.Silence)
        .extracting(Rule::id)
        .containsExactly("samples-missing", "target-silent", "store-down");
    assertThat(all())
        .extracting(Rule::condition)
        .filteredOn(Condition.Silence.class::isInstance)
        .allSatisfy(condition ->
            assertThat(((Condition.Silence) condition).limit())
                .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(25)));
  }

  @Test
  void eachHasAnIdOfItsOwn() {
    assertThat(all()).extracting(Rule::id).doesNotHaveDuplicates();
  }
}
