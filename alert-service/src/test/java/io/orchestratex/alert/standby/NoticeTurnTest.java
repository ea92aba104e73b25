package io.orchestratex.alert.standby;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.contracts.Topics;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class NoticeTurnTest {

  private static final TopicPartition FIRST = new TopicPartition(Topics.METRIC, 0);
  private static final TopicPartition SECOND = new TopicPartition(Topics.METRIC, 1);

  private final NoticeTurn turn = new NoticeTurn();

  @Test
  void theOneWithTheFirstPartitionSpeaks() {
    assertThat(turn.mine()).as("before it was given any").isTrue();

    turn.given(List.of(SECOND));
    assertThat(turn.mine()).isFalse();
    assertThat(turn.judges(0)).isFalse();
    assertThat(turn.judges(1)).isTrue();

    turn.given(List.of(FIRST));
    assertThat(turn.mine()).isTrue();
  }

  @Test
  void afterARebalanceThatDidNotEndEachSpeaks() {
    turn.given(List.of(FIRST, SECOND));

    turn.taken(List.of(FIRST, SECOND));

    assertThat(turn.mine()).isTrue();
    assertThat(turn.judges(0)).isTrue();
    assertThat(turn.judges(1)).isTrue();
  }
}
