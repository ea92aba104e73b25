package io.orchestratex.session.provider.openai;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.TokenSink;
import io.orchestratex.session.provider.Usage;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one answer and ends it once: by its last token, by a fault, by a time limit, or because
 * the caller gave up. All state is guarded by this object, so that no piece follows the end.
 */
final class OpenAiAnswer implements StreamingChatResponseHandler {

  private static final int LONGEST_ANSWER_CHARACTERS = 2_000_000;

  private final ModelRequest request;
  private final TokenSink sink;
  private final Runnable hangUp;
  private final ScheduledExecutorService timer;
  private final OpenAiSettings settings;
  private final StringBuilder text = new StringBuilder();
  private @Nullable Future<?> silence;
  private @Nullable Future<?> whole;
  private boolean ended;

  OpenAiAnswer(
      ModelRequest request,
      TokenSink sink,
      Runnable hangUp,
      ScheduledExecutorService timer,
      OpenAiSettings settings) {
    this.request = request;
    this.sink = sink;
    this.hangUp = hangUp;
    this.timer = timer;
    this.settings = settings;
  }

  synchronized void watch() {
    if (!ended) {
      whole = after(settings.totalTimeout(), "the answer took longer than ");
      silence = after(settings.readTimeout(), "the provider was silent for ");
    }
  }

  private Future<?> after(Duration limit, String reason) {
    return timer.schedule(
        () -> fail(reason + limit.toMillis() / 1000.0 + " s"),
        limit.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  void cancel() {
    end(new Outcome.Cancelled(textSoFar(), estimated()), true);
  }

  @Override
  public void onPartialResponse(String piece) {
    boolean tooLong;
    synchronized (this) {
      if (ended) {
        return;
      }
      text.append(piece);
      sink.token(piece);
      if (silence != null) {
        silence.cancel(false);
      }
      silence = after(settings.readTimeout(), "the provider was silent for ");
      tooLong = text.length() > LONGEST_ANSWER_CHARACTERS;
    }
    if (tooLong) {
      fail("the answer is longer than " + LONGEST_ANSWER_CHARACTERS + " characters");
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse response) {
    if (response.finishReason() == null) {
      fail("the provider's answer broke off");
      return;
    }
    TokenUsage counted = response.tokenUsage();
    end(new Outcome.Answered(textSoFar(), counted == null ? estimated() : usage(counted)), false);
  }

  @Override
  public void onError(Throwable fault) {
    fail(reason(fault));
  }

  private void fail(String reason) {
    String soFar = textSoFar();
    // Nothing came back, so nothing is charged.
    Usage usage = soFar.isEmpty() ? Usage.NONE : estimated();
    end(new Outcome.Failed(soFar, usage, reason), true);
  }

  private void end(Outcome outcome, boolean hangUpFirst) {
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
    if (hangUpFirst) {
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

  private Usage usage(TokenUsage counted) {
    Integer input = counted.inputTokenCount();
    Integer output = counted.outputTokenCount();
    Usage estimated = estimated();
    return new Usage(
        input == null ? estimated.inputTokens() : Math.max(0, input),
        output == null ? estimated.outputTokens() : Math.max(0, output));
  }

  /** Says what went wrong without the provider's own words, which may quote a key. */
  private static String reason(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      switch (t) {
        case AuthenticationException _ -> {
          return "the provider refused our key";
        }
        case RateLimitException _ -> {
          return "the provider says that we ask too often (429)";
        }
        case ModelNotFoundException _ -> {
          return "the provider does not know the model";
        }
        case HttpException http -> {
          return "the provider answered with status " + http.statusCode();
        }
        case ConnectException _ -> {
          return "the provider's address cannot be connected";
        }
        case BoundedEvents.TooLargeException _ -> {
          return "a piece of the provider's answer is too large";
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
