package io.orchestratex.gateway.console.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {

  @Test
  void saysOneOfAThingAndSeveral() {
    assertThat(Count.of(1, "prompt")).isEqualTo("1 prompt");
    assertThat(Count.of(0, "prompt")).isEqualTo("0 prompts");
    assertThat(Count.of(1_234, "prompt")).isEqualTo("1,234 prompts");
  }
}
