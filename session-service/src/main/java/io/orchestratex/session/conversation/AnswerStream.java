package io.orchestratex.session.conversation;

import io.micronaut.http.sse.Event;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.Problem;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Sinks;

/**
 * An answer as server-sent events: {@code token} for each piece, then {@code done} with the stored
 * answer or {@code error} with a problem document; a comment line when nothing was sent for a
 * while. Pieces wait in memory for a slow reader; an answer has a bounded size.
 */
final class AnswerStream implements AnswerListener {

  /** What the API document says of the events. */
  static final String EVENTS =
      """
      The answer as it comes, when a stream is asked for. Each event has a name and one line of JSON:

      - `token`: the next piece of the answer, `{"text": "…"}`; all pieces together are the answer.
      - `done`: the last event of an answer that was stored; its data is the schema `Response`.
      - `error`: the last event when there is no answer; its data is the schema `Problem`.

      A comment line, `: ping`, comes while the model is silent.\
      """;

  static final String EXAMPLE =
      """
      event: token
      data: {"text":"An outbox is a table"}

      event: token
      data: {"text":" of events to send."}

      event: done
      data: {"id":"6746f0d9c1e4b53d9f0a7c13","thread_id":"6746f0c5c1e4b53d9f0a7c12","session_id":"6746f0a2c1e4b53d9f0a7c11","iteration":1,"provider":"openai","model_name":"gpt-4o-mini","prompt":"What is an outbox?","response_text":"An outbox is a table of events to send.","status":"completed","tokens_used":23,"input_tokens":12,"output_tokens":11,"cost_usd":0.0000084,"response_time_ms":812,"created_at":"2026-11-27T09:14:17.204Z","cached":false,"finish_reason":"stop"}

      """;

  private final Sinks.Many<Event<?>> events = Sinks.many().unicast().onBackpressureBuffer();
  private final Function<ModelResponse, Object> view;
  private final Consumer<@Nullable FailureException> atEnd;
  private final String path;
  private final @Nullable String traceId;
  private final Future<?> pinging;
  private boolean quiet;

  /**
   * An answer that begins.
   *
   * @param atEnd learns what went wrong, or null when the answer was recorded
   */
  AnswerStream(
      Function<ModelResponse, Object> view,
      Consumer<@Nullable FailureException> atEnd,
      String path,
      @Nullable String traceId,
      Duration pingInterval,
      ScheduledExecutorService timer) {
    this.view = view;
    this.atEnd = atEnd;
    this.path = path;
    this.traceId = traceId;
    this.pinging =
        timer.scheduleAtFixedRate(
            this::ping, pingInterval.toMillis(), pingInterval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The events; may be read once. A reader who leaves early causes {@code onLeave}. */
  Publisher<Event<?>> events(Runnable onLeave) {
    return events
        .asFlux()
        .doOnCancel(() -> {
          pinging.cancel(false);
          onLeave.run();
        });
  }

  /** Never began: no ping shall be sent. */
  void abandon() {
    pinging.cancel(false);
  }

  @Override
  public void token(String text) {
    emit(Event.of(Map.of("text", text)).name("token"));
  }

  @Override
  public void recorded(ModelResponse response) {
    atEnd.accept(null);
    finish(Event.of(view.apply(response)).name("done"));
  }

  @Override
  public void failed(FailureException failure) {
    atEnd.accept(failure);
    finish(Event.of(Problem.of(failure.failure(), path, traceId)).name("error"));
  }

  private void finish(Event<?> last) {
    pinging.cancel(false);
    emit(last);
    synchronized (this) {
      events.tryEmitComplete();
    }
  }

  private void ping() {
    if (wasQuiet()) {
      emit(Event.of("").comment("ping"));
    }
  }

  private synchronized boolean wasQuiet() {
    boolean was = quiet;
    quiet = true;
    return was;
  }

  private synchronized void emit(Event<?> event) {
    quiet = false;
    // A reader who left wants no more; nothing else can refuse an event here.
    events.tryEmitNext(event);
  }
}
