package io.orchestratex.session.conversation;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import io.orchestratex.session.prompt.AnswerSink;
import io.orchestratex.session.prompt.FinishedAnswer;
import io.orchestratex.session.prompt.PreparedAnswer;
import io.orchestratex.session.provider.ModelProvider.ModelCall;
import io.orchestratex.session.provider.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer under way, from its beginning until it is settled. Thread-safe. */
final class Answer implements AnswerSink {

  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  private final String responseId;
  private final PreparedAnswer prepared;
  private final AnswerListener listener;
  private final Prompts prompts;
  private final TraceContext trace;
  private final Instant startedAt;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean finished = new AtomicBoolean();
  private volatile String cancelReason = Settlement.CLIENT_LEFT;
  private volatile @Nullable ModelCall call;
  private volatile boolean cancelled;

  Answer(
      String responseId,
      PreparedAnswer prepared,
      AnswerListener listener,
      Prompts prompts,
      @Nullable String traceParent) {
    this.responseId = responseId;
    this.prepared = prepared;
    this.listener = listener;
    this.prompts = prompts;
    this.trace = TraceContext.continued(traceParent);
    this.startedAt = prompts.now();
  }

  void start() {
    ModelCall begun;
    try {
      begun = prepared.start(this);
    } catch (RuntimeException e) {
      LOG.atError().setCause(e).log("{} could not begin answer {}", prepared.source(), responseId);
      prepared.discard();
      finished(FinishedAnswer.failed(prepared.source(), "the provider has a fault"));
      return;
    }
    call = begun;
    if (cancelled) {
      begun.cancel();
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
  public void finished(FinishedAnswer answer) {
    if (!finished.compareAndSet(false, true)) {
      // It was finished, and what gave it threw afterwards.
      return;
    }
    Duration took = Duration.between(startedAt, prompts.now());
    Settlement settlement = Settlement.of(answer, took, cancelReason);
    Duration retryAfter =
        answer.outcome() instanceof Outcome.Failed failed ? failed.retryAfter() : null;
    prompts.later(() -> trace.run(() -> settle(settlement, retryAfter)));
  }

  private void settle(Settlement settlement, @Nullable Duration retryAfter) {
    try {
      Optional<ModelResponse> settled = prompts.settle(responseId, settlement);
      if (settled.isEmpty()) {
        listener.failed(
            FailureException.notFound(
                "session.unknown", "The session was deleted while the model answered."));
      } else if (settled.get().status() == ResponseStatus.COMPLETED) {
        listener.recorded(settled.get());
      } else {
        listener.failed(failure(settled.get(), retryAfter));
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

  private static FailureException failure(ModelResponse settled, @Nullable Duration retryAfter) {
    String detail = "No answer from " + settled.modelName() + ": " + settled.failureReason() + ".";
    return retryAfter == null
        ? FailureException.unavailable("provider.failed", detail, null)
        : FailureException.busy(
            "provider.busy",
            // A stream has no header any more that could say it.
            detail + " Try again in " + Math.max(1, retryAfter.toSeconds()) + " s.",
            retryAfter);
  }
}
