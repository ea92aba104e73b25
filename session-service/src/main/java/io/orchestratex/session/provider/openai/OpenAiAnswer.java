package io.orchestratex.session.provider.openai;

import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.TokenSink;
import io.orchestratex.session.provider.Usage;
import io.orchestratex.session.provider.WholeCharacters;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one answer and ends it once: by its last piece, by a fault, by a time limit, or because
 * the caller gave up. All state is guarded by this object, so that no piece follows the end.
 *
 * <p>An answer is whole when the provider said why it stopped, whatever the reason, or that it is
 * done. What goes wrong afterwards changes nothing.
 */
final class OpenAiAnswer {

  private static final int LONGEST_ANSWER_CHARACTERS = 2_000_000;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int LEFT_OPEN_SECONDS = 1;

  /** For a provider that has too much to do and does not say for how long. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final ModelRequest request;
  private final TokenSink sink;
  private final ScheduledExecutorService timer;
  private final OpenAiSettings settings;
  private final StringBuilder text = new StringBuilder();
  private final WholeCharacters characters = new WholeCharacters();
  private final long begunNanos = System.nanoTime();
  private Runnable hangUp = () -> {};
  private @Nullable Future<?> silence;
  private @Nullable Future<?> whole;
  private @Nullable String finishReason;
  private @Nullable Long inputTokens;
  private @Nullable Long outputTokens;
  private boolean ended;

  OpenAiAnswer(
      ModelRequest request,
      TokenSink sink,
      ScheduledExecutorService timer,
      OpenAiSettings settings) {
    this.request = request;
    this.sink = sink;
    this.timer = timer;
    this.settings = settings;
  }

  /**
   * Begins to watch the time.
   *
   * @param hangUp ends the call
   */
  synchronized void watch(Runnable hangUp) {
    this.hangUp = hangUp;
    whole = after(settings.totalTimeout(), "the answer took longer than ");
    silence = after(settings.readTimeout(), "the provider was silent for ");
  }

  private Future<?> after(Duration limit, String reason) {
    return timer.schedule(
        () -> brokeOff(reason + limit.toMillis() / 1000.0 + " s"),
        limit.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** The provider is alive. */
  synchronized void heard() {
    silentFor(settings.readTimeout());
  }

  private void silentFor(Duration limit) {
    if (!ended && silence != null) {
      silence.cancel(false);
      silence = after(limit, "the provider was silent for ");
    }
  }

  /** Whether there is time to ask again after a pause; then the silence until then is no fault. */
  synchronized boolean mayWait(Duration pause) {
    Duration since = Duration.ofNanos(System.nanoTime() - begunNanos);
    if (pause.compareTo(settings.longestRetryAfter()) > 0
        || since.plus(pause).compareTo(settings.totalTimeout()) >= 0) {
      return false;
    }
    silentFor(pause.plus(settings.readTimeout()));
    return true;
  }

  void cancel() {
    end(new Outcome.Cancelled(textSoFar(), estimated()));
  }

  void piece(Chunk chunk) {
    if (chunk.error() != null) {
      if (hasReason()) {
        complete();
      } else {
        reported(chunk.error());
      }
      return;
    }
    boolean tooLong;
    synchronized (this) {
      if (ended) {
        return;
      }
      say(characters.next(chunk.text()));
      finishReason = chunk.finishReason() == null ? finishReason : chunk.finishReason();
      inputTokens = chunk.inputTokens() == null ? inputTokens : chunk.inputTokens();
      outputTokens = chunk.outputTokens() == null ? outputTokens : chunk.outputTokens();
      tooLong = text.length() > LONGEST_ANSWER_CHARACTERS;
    }
    if (tooLong) {
      fail("the answer is longer than " + LONGEST_ANSWER_CHARACTERS + " characters", null);
    }
  }

  private void say(String piece) {
    if (!piece.isEmpty()) {
      text.append(piece);
      sink.token(piece);
    }
  }

  /**
   * The provider sends no more.
   *
   * @param done whether it said that this is all
   */
  void ended(boolean done) {
    if (done || hasReason()) {
      complete();
    } else {
      fail("the provider's answer broke off", null);
    }
  }

  private synchronized boolean hasReason() {
    return finishReason != null;
  }

  private void complete() {
    Outcome outcome;
    synchronized (this) {
      if (!ended) {
        say(characters.rest());
      }
      outcome = new Outcome.Answered(text.toString(), counted(), finishReason);
    }
    end(outcome);
  }

  /** The call broke. */
  void failed(Throwable fault) {
    brokeOff(reason(fault));
  }

  private void brokeOff(String reason) {
    if (hasReason()) {
      complete();
    } else {
      fail(reason, null);
    }
  }

  /** The provider answered with a status that is no answer. */
  void refused(int status) {
    fail(
        switch (status) {
          case 401, 403 -> "the provider refused our key";
          case 404 -> "the provider does not know the model";
          default -> "the provider answered with status " + status;
        },
        null);
  }

  /** The provider has too much to do. */
  void busy(int status, @Nullable Duration retryAfter) {
    if (status == TOO_MANY_REQUESTS) {
      fail("the provider says that we ask too often (429)", retryAfter == null ? SOON : retryAfter);
    } else {
      fail("the provider answered with status " + status, retryAfter);
    }
  }

  /** The provider reports an error in the stream. */
  private void reported(int code) {
    if (code == TOO_MANY_REQUESTS) {
      busy(code, null);
    } else {
      fail("the provider reported an error" + (code == 0 ? "" : " (" + code + ")"), null);
    }
  }

  private void fail(String reason, @Nullable Duration retryAfter) {
    Outcome outcome;
    synchronized (this) {
      // Nothing came back, so nothing is charged.
      Usage usage = text.isEmpty() ? Usage.NONE : estimated();
      outcome = new Outcome.Failed(text.toString(), usage, reason, retryAfter);
    }
    end(outcome);
  }

  private void end(Outcome outcome) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      if (silence != null) {
        silence.cancel(false);
      }
      if (whole != null) {
        whole.cancel(false);
      }
    }
    if (outcome instanceof Outcome.Answered) {
      // What follows the end is read, so that the connection may serve another call.
      var _ = timer.schedule(hangUp, LEFT_OPEN_SECONDS, TimeUnit.SECONDS);
    } else {
      hangUp.run();
    }
    sink.finished(outcome);
  }

  private synchronized String textSoFar() {
    return text.toString();
  }

  private synchronized Usage estimated() {
    return new Usage(request.estimatedInputTokens(), Usage.estimate(text));
  }

  /** What the provider counted, and an estimate of what it did not. */
  private Usage counted() {
    Usage estimated = estimated();
    return new Usage(
        inputTokens == null ? estimated.inputTokens() : inputTokens,
        outputTokens == null ? estimated.outputTokens() : outputTokens);
  }

  /** Says what went wrong without the provider's own words, which may quote a key. */
  private static String reason(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      switch (t) {
        case ConnectException _ -> {
          return "the provider's address cannot be connected";
        }
        case BoundedEvents.TooLargeException _ -> {
          return "a piece of the provider's answer is too large";
        }
        case Chunk.UnreadableException _ -> {
          return "a piece of the provider's answer cannot be read";
        }
        case HttpTimeoutException _ -> {
          return "the provider did not answer in time";
        }
        default -> {
          // A wrapper; its cause says more.
        }
      }
    }
    return "the provider's answer broke off or cannot be read";
  }
}
