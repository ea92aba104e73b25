package io.orchestratex.cli.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinishReasonTest {

  private final ObjectNode answer = JsonNodeFactory.instance.objectNode();

  @Test
  void saysNothingOfAnAnswerThatCameToItsEnd() {
    assertThat(FinishReason.of(answer)).isEmpty();
    assertThat(FinishReason.of(answer.put("finish_reason", "stop"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "length, ; cut off at the limit of tokens (length)",
        "content_filter, ; cut off by the provider's filter (content_filter)",
        "tool_calls, ; ended to call tools (tool_calls)",
        "eos_token, ; ended with eos_token"
      })
  void saysWhyAnotherEnded(String reason, String said) {
    assertThat(FinishReason.of(answer.put("finish_reason", reason))).isEqualTo(said);
  }
}
