package io.orchestratex.session.prompt;

import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.provider.ModelProvider.ModelCall;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Usage;
import jakarta.inject.Singleton;
import java.math.BigDecimal;

/**
 * What a later issue adds: a stage before the choice of the provider, as one class that is found by
 * injection. It acts on prompts that begin with its words; all others pass.
 */
@Singleton
@Requires(env = "test")
final class EchoStage implements PromptStage {

  static final String ECHO = "echo: ";
  static final String REFUSE = "refuse: ";
  static final String BREAK = "break: ";
  static final String ECHO_AND_BREAK = "echo and break: ";

  @Override
  public int order() {
    return 10;
  }

  @Override
  public PreparedAnswer prepare(Prompt prompt, LaterStages later) {
    if (prompt.text().startsWith(REFUSE)) {
      throw FailureException.forbidden("test.refused", "This stage refuses it.");
    }
    if (prompt.text().startsWith(ECHO)) {
      return new Echo(prompt.text().substring(ECHO.length()), false);
    }
    if (prompt.text().startsWith(ECHO_AND_BREAK)) {
      return new Echo(prompt.text().substring(ECHO_AND_BREAK.length()), true);
    }
    PreparedAnswer routed = later.prepare(prompt);
    return prompt.text().startsWith(BREAK) ? new Broken(routed) : routed;
  }

  private record Echo(String text, boolean breaks) implements PreparedAnswer {

    @Override
    public AnswerSource source() {
      return new AnswerSource("demo", "demo");
    }

    @Override
    public ModelCall start(AnswerSink sink) {
      sink.token(text);
      sink.finished(
          new FinishedAnswer(
              new Outcome.Answered(text, Usage.NONE, null),
              new AnswerSource("echo", "parrot"),
              BigDecimal.ZERO,
              true));
      if (breaks) {
        throw new IllegalStateException("a stage has a fault after its answer");
      }
      return () -> {};
    }

    @Override
    public void discard() {
      // Nothing was reserved.
    }
  }

  private record Broken(PreparedAnswer routed) implements PreparedAnswer {

    @Override
    public AnswerSource source() {
      return routed.source();
    }

    @Override
    public ModelCall start(AnswerSink sink) {
      throw new IllegalStateException("a stage has a fault");
    }

    @Override
    public void discard() {
      routed.discard();
    }
  }
}
