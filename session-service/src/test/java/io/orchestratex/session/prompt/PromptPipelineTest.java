package io.orchestratex.session.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.provider.ModelProvider.ModelCall;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptPipelineTest {

  private static final Prompt PROMPT =
      new Prompt("r", "ann", "s", "t", "m", "Hi", ModelSettings.NONE, List::of);

  private final List<String> seen = new ArrayList<>();

  /** Notes that it saw a question, and passes it on. */
  private PromptStage passing(int order) {
    return stage(
        order,
        (prompt, later) -> {
          seen.add(order + " " + prompt.model());
          return later.prepare(prompt.forModel(prompt.model() + order));
        });
  }

  /** Answers by itself. */
  private PromptStage answering(int order) {
    return stage(order, (prompt, _) -> new Canned(new AnswerSource("test", prompt.model())));
  }

  private static PromptStage stage(int order, Preparation preparation) {
    return new PromptStage() {
      @Override
      public int order() {
        return order;
      }

      @Override
      public PreparedAnswer prepare(Prompt prompt, LaterStages later) {
        return preparation.prepare(prompt, later);
      }
    };
  }

  private interface Preparation {
    PreparedAnswer prepare(Prompt prompt, PromptStage.LaterStages later);
  }

  private record Canned(AnswerSource source) implements PreparedAnswer {
    @Override
    public ModelCall start(AnswerSink sink) {
      sink.finished(
          new FinishedAnswer(
              new Outcome.Answered("Yes", Usage.NONE, null), source, BigDecimal.ZERO, true));
      return () -> {};
    }

    @Override
    public void discard() {
      throw new AssertionError("it was discarded");
    }
  }

  @Test
  void asksTheStagesInTheirOrderWhicheverWayTheyAreFound() {
    PromptPipeline pipeline =
        new PromptPipeline(List.of(answering(30), passing(20), passing(-5), passing(10)));

    PreparedAnswer answer = pipeline.prepare(PROMPT);

    assertThat(seen).containsExactly("-5 m", "10 m-5", "20 m-510");
    assertThat(answer.source().model()).isEqualTo("m-51020");
  }

  @Test
  void aStageThatAnswersKeepsLaterOnesFromBeingAsked() {
    PromptPipeline pipeline = new PromptPipeline(List.of(answering(1), passing(2)));

    assertThat(pipeline.prepare(PROMPT).source().provider()).isEqualTo("test");
    assertThat(seen).isEmpty();
  }

  @Test
  void aStageMayRefuse() {
    PromptStage refusing =
        stage(
            1,
            (_, _) -> {
              throw FailureException.busy("test.busy", "Not now.", Duration.ofSeconds(1));
            });
    PromptPipeline pipeline = new PromptPipeline(List.of(refusing, passing(2)));

    assertThatThrownBy(() -> pipeline.prepare(PROMPT)).isInstanceOf(FailureException.class);
    assertThat(seen).isEmpty();
  }

  @Test
  void aStageMayAskTheLaterOnesAgain() {
    PromptStage twice =
        stage(
            1,
            (prompt, later) -> {
              later.prepare(prompt);
              return later.prepare(prompt.forModel("other"));
            });

    PreparedAnswer answer =
        new PromptPipeline(List.of(twice, passing(2), answering(3))).prepare(PROMPT);

    assertThat(seen).containsExactly("2 m", "2 other");
    assertThat(answer.source().model()).isEqualTo("other2");
  }

  @Test
  void refusesTwoStagesInOnePlace() {
    assertThatThrownBy(() -> new PromptPipeline(List.of(passing(7), answering(7))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("same order 7");
  }
}
