package io.orchestratex.session.prompt.route;

import io.orchestratex.session.prompt.AnswerSink;
import io.orchestratex.session.prompt.AnswerSource;
import io.orchestratex.session.prompt.FinishedAnswer;
import io.orchestratex.session.prompt.PreparedAnswer;
import io.orchestratex.session.prompt.Prompt;
import io.orchestratex.session.prompt.PromptStage;
import io.orchestratex.session.provider.ModelProvider.ModelCall;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Providers;
import io.orchestratex.session.provider.Providers.Offer;
import io.orchestratex.session.provider.Seats.Seat;
import io.orchestratex.session.provider.TokenSink;
import jakarta.inject.Singleton;

/** Chooses the provider of the model, waits for a seat there, and asks it. */
@Singleton
final class RouteStage implements PromptStage {

  /** The last one; other stages take smaller numbers. */
  private static final int ORDER = 1_000;

  private final Providers providers;

  RouteStage(Providers providers) {
    this.providers = providers;
  }

  @Override
  public int order() {
    return ORDER;
  }

  @Override
  public PreparedAnswer prepare(Prompt prompt, LaterStages later) {
    Offer offer = providers.find(prompt.model());
    Seat seat = providers.takeSeat(offer, prompt.userId());
    try {
      ModelRequest request =
          new ModelRequest(
              offer.model().name(), prompt.text(), prompt.history().get(), prompt.settings());
      AnswerSource source = new AnswerSource(offer.provider().id(), offer.model().name());
      return new ProviderAnswer(offer, source, seat, request);
    } catch (RuntimeException e) {
      seat.leave();
      throw e;
    }
  }

  private record ProviderAnswer(Offer offer, AnswerSource source, Seat seat, ModelRequest request)
      implements PreparedAnswer {

    @Override
    public ModelCall start(AnswerSink sink) {
      return offer.provider().stream(request, new Tokens(this, sink));
    }

    @Override
    public void discard() {
      seat.leave();
    }
  }

  /** Passes a provider's tokens on, and its end with what the answer costs. */
  private record Tokens(ProviderAnswer answer, AnswerSink sink) implements TokenSink {

    @Override
    public void token(String text) {
      sink.token(text);
    }

    @Override
    public void finished(Outcome outcome) {
      answer.seat().leave();
      sink.finished(
          new FinishedAnswer(
              outcome, answer.source(), answer.offer().model().cost(outcome.usage()), false));
    }
  }
}
