package io.orchestratex.session.conversation;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import io.orchestratex.session.provider.ModelProvider.ModelCall;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.Providers.Offer;
import io.orchestratex.session.provider.Providers.Seat;
import io.orchestratex.session.provider.TokenSink;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer under way, from the call of its model until it is settled. Thread-safe. */
final class Answer implements TokenSink {

  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  private final String responseId;
  private final Offer offer;
  private final Seat seat;
  private final AnswerListener listener;
  private final Prompts prompts;
  private final TraceContext trace;
  private final Instant startedAt;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile String cancelReason = Settlement.CLIENT_LEFT;
  private volatile @Nullable ModelCall call;
  private volatile boolean cancelled;

  Answer(
      String responseId,
      Offer offer,
      Seat seat,
      AnswerListener listener,
      Prompts prompts,
      @Nullable String traceParent) {
    this.responseId = responseId;
    this.offer = offer;
    this.seat = seat;
    this.listener = listener;
    this.prompts = prompts;
    this.trace = TraceContext.continued(traceParent);
    this.startedAt = prompts.now();
  }

  void start(ModelRequest request) {
    try {
      call = offer.provider().stream(request, this);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("provider {} threw", offer.provider().id());
      finished(
          new Outcome.Failed(
              "", io.orchestratex.session.provider.Usage.NONE, "the provider has a fault"));
      return;
    }
    if (cancelled) {
      call.cancel();
    }
  }

  /** Gives the answer up; what has arrived is settled and charged. */
  void cancel(String reason) {
    cancelReason = reason;
    cancelled = true;
    ModelCall running = call;
    if (running != null) {
      running.cancel();
    }
  }

  void awaitEnd(Duration most) {
    try {
      if (!ended.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.atWarn().log("answer {} did not end in time", responseId);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void token(String text) {
    listener.token(text);
  }

  @Override
  public void finished(Outcome outcome) {
    seat.leave();
    Duration took = Duration.between(startedAt, prompts.now());
    Settlement settlement = Settlement.of(outcome, offer.model(), took, cancelReason);
    prompts.later(() -> trace.run(() -> settle(settlement)));
  }

  private void settle(Settlement settlement) {
    try {
      Optional<ModelResponse> settled = prompts.settle(responseId, settlement);
      if (settled.isEmpty()) {
        listener.failed(
            FailureException.notFound(
                "session.unknown", "The session was deleted while the model answered."));
      } else if (settled.get().status() == ResponseStatus.COMPLETED) {
        listener.recorded(settled.get());
      } else {
        listener.failed(
            FailureException.unavailable(
                "provider.failed",
                "No answer from "
                    + offer.model().name()
                    + ": "
                    + settled.get().failureReason()
                    + ".",
                null));
      }
    } catch (FailureException e) {
      prompts.giveUp(responseId);
      LOG.atWarn().log("answer {} could not be settled: {}", responseId, e.getMessage());
      listener.failed(e);
    } catch (RuntimeException e) {
      prompts.giveUp(responseId);
      LOG.atError().setCause(e).log("answer {} could not be settled", responseId);
      listener.failed(
          FailureException.internal("session.settle-failed", "The answer was not stored.", null));
    } finally {
      ended.countDown();
    }
  }
}
