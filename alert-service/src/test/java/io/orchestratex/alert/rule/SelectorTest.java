package io.orchestratex.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.rule.Selector.LabelMatch;
import io.orchestratex.alert.rule.Selector.Operator;
import io.orchestratex.contracts.MetricEvent.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

  @ParameterizedTest
  @CsvSource({
    "IN, orders, true", "IN, other, false",
    "NOT_IN, orders, false", "NOT_IN, other, true",
    "STARTS_WITH, ord, true", "STARTS_WITH, x, false",
    "NOT_STARTS_WITH, ord, false", "NOT_STARTS_WITH, x, true",
  })
  void comparesALabel(Operator operator, String value, boolean matches) {
    Selector selector =
        new Selector(
            "m", List.of(new LabelMatch("collection", operator, List.of(value))), List.of());

    assertThat(selector.matches(new Sample("m", Map.of("collection", "orders"), 1)))
        .isEqualTo(matches);
  }

  @Test
  void looksAtOneMetricOnly() {
    assertThat(Selector.of("m").matches(new Sample("m2", Map.of(), 1))).isFalse();
  }

  @Test
  void anAbsentLabelIsTheEmptyText() {
    Selector selector =
        new Selector("m", List.of(new LabelMatch("x", Operator.NOT_IN, List.of("a"))), List.of());

    assertThat(selector.matches(new Sample("m", Map.of(), 1))).isTrue();
  }

  @Test
  void leavesIgnoredLabelsOutOfTheIdentity() {
    Selector selector = new Selector("m", List.of(), List.of("reason"));

    assertThat(selector.identity(new Sample("m", Map.of("reason", "refused", "a", "b"), 0)))
        .isEqualTo(Map.of("a", "b"));
  }

  @Test
  void aMessageNamesWhatItKnowsOnOneLine() {
    assertThat(
            MessageTemplate.fill(
                "{database}.{collection}\nhas {value} {unknown} $1",
                Map.of("database", "shop", "collection", "a\\b$0", "value", "3")))
        .isEqualTo("shop.a\\b$0 has 3 {unknown} $1");
  }
}
