package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.session.provider.ModelRequest.Exchange;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryRulesTest {

  private static final List<Exchange> NEWEST_FIRST =
      List.of(new Exchange("3", "cc"), new Exchange("2", "bb"), new Exchange("1", "aa"));

  @Test
  void sendsOldestFirst() {
    assertThat(HistoryRules.fitting(NEWEST_FIRST, 100))
        .extracting(Exchange::prompt)
        .containsExactly("1", "2", "3");
  }

  @Test
  void leavesOutTheOldestWhenTheBudgetIsShort() {
    assertThat(HistoryRules.fitting(NEWEST_FIRST, 6))
        .extracting(Exchange::prompt)
        .containsExactly("2", "3");
    assertThat(HistoryRules.fitting(NEWEST_FIRST, 2)).isEmpty();
  }
}
