package io.orchestratex.session.provider.demo;

import io.micronaut.context.annotation.Requires;
import io.orchestratex.session.provider.AnswerTimer;
import io.orchestratex.session.provider.Model;
import io.orchestratex.session.provider.ModelProvider;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.TokenSink;
import io.orchestratex.session.provider.Usage;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The model {@code demo}: needs no key, answers deterministically, says in each answer that it is
 * no real model, and streams word by word on a timer, holding no thread in between.
 */
@Singleton
@Requires(
    property = "orchestratex.session.provider.demo.enabled",
    notEquals = "false",
    defaultValue = "true")
final class DemoProvider implements ModelProvider {

  static final String MODEL = "demo";

  private final Model model;
  private final Duration wordDelay;
  private final ScheduledExecutorService timer;

  DemoProvider(DemoSettings settings, @Named(AnswerTimer.NAME) ScheduledExecutorService timer) {
    this.model = new Model(MODEL, settings.inputUsdPerMillion(), settings.outputUsdPerMillion());
    this.wordDelay = settings.wordDelay();
    this.timer = timer;
  }

  @Override
  public String id() {
    return "demo";
  }

  @Override
  public List<Model> models() {
    return List.of(model);
  }

  @Override
  public ModelCall stream(ModelRequest request, TokenSink sink) {
    Answer answer = new Answer(request, sink);
    answer.sayNextSoon();
    return answer::cancel;
  }

  /** One answer on its way; only the timer's task touches the text. */
  private final class Answer {
    private final TokenSink sink;
    private final List<String> words;
    private final long inputTokens;
    private final String finishReason;
    private final StringBuilder said = new StringBuilder();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private int next;

    Answer(ModelRequest request, TokenSink sink) {
      this.sink = sink;
      Integer most = request.settings().maxTokens();
      this.words = DemoAnswerRules.words(request.prompt(), most);
      this.finishReason =
          DemoAnswerRules.isCut(request.prompt(), most)
              ? Outcome.Answered.LENGTH
              : Outcome.Answered.STOP;
      long tokens = DemoAnswerRules.tokens(request.prompt());
      for (ModelRequest.Exchange exchange : request.history()) {
        tokens += DemoAnswerRules.tokens(exchange.prompt());
        tokens += DemoAnswerRules.tokens(exchange.answer());
      }
      this.inputTokens = tokens;
    }

    void sayNextSoon() {
      var _ = timer.schedule(this::sayNext, wordDelay.toNanos(), TimeUnit.NANOSECONDS);
    }

    void cancel() {
      cancelled.set(true);
    }

    private void sayNext() {
      if (cancelled.get()) {
        sink.finished(new Outcome.Cancelled(said.toString(), usage()));
      } else if (next == words.size()) {
        sink.finished(new Outcome.Answered(said.toString(), usage(), finishReason));
      } else {
        String word = words.get(next++);
        said.append(word);
        sink.token(word);
        sayNextSoon();
      }
    }

    private Usage usage() {
      return new Usage(inputTokens, next);
    }
  }
}
