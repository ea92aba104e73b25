package io.orchestratex.gateway.console.sessions;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micronaut.http.sse.Event;
import io.orchestratex.gateway.console.service.EventStream;
import io.orchestratex.gateway.console.service.EventStream.ServerEvent;
import io.orchestratex.gateway.console.service.ServiceFault;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Hands an answer on to a page piece by piece, as session-service sends it: {@code token}, then
 * {@code done} or {@code error}. A page that is left closes the stream to the service, which ends
 * the model's work.
 */
@Singleton
final class AnswerRelay {

  /** The events of an answer; the question is asked when somebody begins to read. */
  Flux<Event<String>> events(Supplier<EventStream> question) {
    Map<String, String> trace = MDC.getCopyOfContextMap();
    return Flux.create(
        sink -> {
          AtomicReference<@Nullable EventStream> open = new AtomicReference<>();
          sink.onDispose(() -> close(open.get()));
          Thread.startVirtualThread(() -> {
            if (trace != null) {
              MDC.setContextMap(trace);
            }
            hand(question, open, sink);
          });
        },
        FluxSink.OverflowStrategy.BUFFER);
  }

  private static void hand(
      Supplier<EventStream> question,
      AtomicReference<@Nullable EventStream> open,
      FluxSink<Event<String>> sink) {
    try (EventStream answer = question.get()) {
      open.set(answer);
      boolean ended = false;
      for (ServerEvent event = answer.next();
          event != null && !sink.isCancelled();
          event = answer.next()) {
        ended |= isLast(event);
        sink.next(
            event.isComment()
                ? Event.of("").comment("ping")
                : Event.of(event.data()).name(event.name()));
      }
      if (!ended) {
        sink.next(error("The answer broke off. What had arrived of it is stored."));
      }
    } catch (ServiceFault e) {
      sink.next(error(e.detail()));
    }
    sink.complete();
  }

  /** Whether an event is the last one of an answer. */
  static boolean isLast(ServerEvent event) {
    return event.name().equals("done") || event.name().equals("error");
  }

  private static Event<String> error(String detail) {
    return Event.of(JsonNodeFactory.instance.objectNode().put("detail", detail).toString())
        .name("error");
  }

  private static void close(@Nullable EventStream stream) {
    if (stream != null) {
      stream.close();
    }
  }
}
