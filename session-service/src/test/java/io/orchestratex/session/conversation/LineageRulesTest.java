package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.conversation.ConversationThread.SharedPart;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageRulesTest {

  private static ConversationThread thread(String id, int iterations, SharedPart... lineage) {
    return new ConversationThread(
        id, "s", "ann", "research", "T", Instant.EPOCH, iterations, List.of(lineage));
  }

  @Test
  void sharesAThreadUpToAPrompt() {
    assertThat(LineageRules.forked(thread("a", 5), 2)).containsExactly(new SharedPart("a", 2));
  }

  @Test
  void sharesWhatAForkSharesAndItsOwn() {
    ConversationThread fork = thread("b", 6, new SharedPart("a", 2));

    assertThat(LineageRules.forked(fork, 5))
        .containsExactly(new SharedPart("a", 2), new SharedPart("b", 5));
  }

  @Test
  void leavesOutTheForkWhenOnlyEarlierPromptsAreShared() {
    ConversationThread fork = thread("c", 9, new SharedPart("a", 2), new SharedPart("b", 5));

    assertThat(LineageRules.forked(fork, 4))
        .containsExactly(new SharedPart("a", 2), new SharedPart("b", 4));
    assertThat(LineageRules.forked(fork, 2)).containsExactly(new SharedPart("a", 2));
    assertThat(LineageRules.forked(fork, 1)).containsExactly(new SharedPart("a", 1));
  }

  @Test
  void refusesAPromptThatIsNotThere() {
    assertCode("thread.iteration-unknown", thread("a", 5), 6);
    assertCode("thread.iteration-unknown", thread("a", 5), 0);
    assertCode("thread.iteration-unknown", thread("a", 0), 0);
  }

  @Test
  void refusesToForkForEver() {
    SharedPart[] parts = new SharedPart[LineageRules.DEEPEST];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = new SharedPart("t" + i, i + 1);
    }

    assertCode("thread.forked-too-often", thread("z", 99, parts), 99);
    assertThat(LineageRules.forked(thread("z", 99, parts), 5)).hasSize(5);
  }

  private static void assertCode(String code, ConversationThread from, int last) {
    assertThatThrownBy(() -> LineageRules.forked(from, last))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused -> assertThat(refused.failure().code()).isEqualTo(code));
  }
}
