package io.orchestratex.gateway.console.live;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.ConsoleSettings;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * The stream of one tab: {@code hello} with the id to resume from, then a message for each event
 * that its user may hear of, as {@code {"kind", "type", "key"}}; {@code missed} when something may
 * have happened in between, {@code paused} while Kafka is away, {@code away} with the names of the
 * services that do not answer, whenever these change. It ends when its user's token does, and the
 * browser opens it anew.
 */
@Controller("/console/live")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@Hidden
class LiveController {

  private static final int MOST_UNREAD = 512;

  private final LiveEvents events;
  private final CachedVerifier verifier;
  private final ConsoleSettings settings;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();

  LiveController(LiveEvents events, CachedVerifier verifier, ConsoleSettings settings) {
    this.events = events;
    this.verifier = verifier;
    this.settings = settings;
  }

  @Get
  @Produces(MediaType.TEXT_EVENT_STREAM)
  HttpResponse<Publisher<Event<String>>> stream(HttpRequest<?> request, Visit visit) {
    Caller caller = visit.caller();
    if (open.getOrDefault(caller.subject(), 0) >= settings.streamsPerUser()) {
      throw FailureException.busy(
          "console.too-many-streams",
          "You have " + settings.streamsPerUser() + " live pages open. This one asks now and then.",
          Duration.ofSeconds(30));
    }
    String resumed = request.getHeaders().get("Last-Event-ID");
    String last = resumed == null ? visit.parameter("last") : resumed;
    Flux<Event<String>> news =
        Flux.<Event<String>>create(
                sink -> listen(sink, caller, last), FluxSink.OverflowStrategy.BUFFER)
            // Who reads too slowly is cut off, and resumes where they are.
            .onBackpressureBuffer(MOST_UNREAD);
    Flux<Event<String>> beats =
        Flux.interval(settings.heartbeat())
            .onBackpressureDrop()
            .takeWhile(_ -> verifier.stillHolds(caller))
            .map(_ -> Event.of("").comment("alive"));
    // The stream ends with the beats, which end with the token.
    Flux<Event<String>> both = beats.materialize().mergeWith(news.materialize()).dematerialize();
    return HttpResponse.<Publisher<Event<String>>>ok(counted(caller, both))
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        // Proxies such as nginx would collect the stream.
        .header("X-Accel-Buffering", "no");
  }

  /** Counts a stream while it is read, so one whose reader left before it began counts nowhere. */
  private Flux<Event<String>> counted(Caller caller, Flux<Event<String>> stream) {
    return Flux.using(
        () -> open.merge(caller.subject(), 1, Integer::sum),
        // Of several that came at once the browsers of some ask again, and are refused in words.
        count -> count > settings.streamsPerUser() ? Flux.empty() : stream,
        _ -> open.computeIfPresent(caller.subject(), (_, count) -> count > 1 ? count - 1 : null));
  }

  private void listen(FluxSink<Event<String>> sink, Caller caller, @Nullable String last) {
    LiveEvents.Listener listener =
        new LiveEvents.Listener() {
          @Override
          public void accept(LiveEvent event) {
            if (LiveRules.mayHear(event, caller)) {
              sink.next(message(event));
            }
          }

          @Override
          public void hearing(boolean now) {
            sink.next(now ? note("missed", null) : note("paused", null));
            if (now) {
              sink.next(note("hello", null));
            }
          }

          @Override
          public void away(List<String> services) {
            sink.next(awayNote(services));
          }
        };
    sink.onDispose(() -> events.end(listener));
    events.begin(listener, last, start -> greet(sink, listener, start, last != null));
    if (sink.isCancelled()) { // Its end may have come before its beginning.
      events.end(listener);
    }
  }

  private static void greet(
      FluxSink<Event<String>> sink,
      LiveEvents.Listener listener,
      LiveEvents.Start start,
      boolean resumed) {
    sink.next(note("hello", start.lastId()));
    if (start.missed().isEmpty() && resumed) {
      sink.next(note("missed", null));
    }
    start.missed().ifPresent(missed -> missed.forEach(listener));
    if (!start.hearing()) {
      sink.next(note("paused", null));
    }
    if (!start.away().isEmpty()) {
      sink.next(awayNote(start.away()));
    }
  }

  private Event<String> message(LiveEvent event) {
    String json =
        JsonNodeFactory.instance
            .objectNode()
            .put("kind", event.kind())
            .put("type", event.type())
            .put("key", event.key())
            .toString();
    return Event.of(json).id(events.idOf(event.number()));
  }

  private static Event<String> awayNote(List<String> services) {
    ArrayNode names = JsonNodeFactory.instance.arrayNode();
    services.forEach(names::add);
    return Event.of(names.toString()).name("away");
  }

  private static Event<String> note(String name, @Nullable String id) {
    Event<String> event = Event.of(name).name(name);
    return id == null ? event : event.id(id);
  }
}
