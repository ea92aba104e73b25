package io.orchestratex.gateway.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.gateway.routing.AddressProbe;
import io.orchestratex.gateway.routing.Routes;
import io.orchestratex.gateway.routing.Service;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Asks every address of every service, and the gateway itself, whether it is ready, all at once,
 * for at most two seconds. An answer is kept for a second from when it was complete, so that asking
 * the gateway often does not become asking the services often, however slow they are.
 */
@Singleton
public class ServiceProbe {

  private static final Duration KEEP = Duration.ofSeconds(1);
  private static final int OK = 200;
  private static final String SELF = "gateway-service";

  private final Routes routes;
  private final AddressProbe probe;
  private final OwnReadiness own;
  private final InstantSource clock;
  private final ObjectMapper json;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private @Nullable Report last;

  ServiceProbe(
      Routes routes, AddressProbe probe, OwnReadiness own, InstantSource clock, ObjectMapper json) {
    this.json = json;
    this.routes = routes;
    this.probe = probe;
    this.own = own;
    this.clock = clock;
  }

  /**
   * How a service is; of several addresses, one that is ready is enough.
   *
   * @param away parts that do not answer it
   */
  record State(boolean up, long responseTimeMs, @Nullable String detail, List<String> away) {

    State {
      away = List.copyOf(away);
    }

    /** A service that gave no answer to ask for more. */
    static State down(long responseTimeMs, String detail) {
      return new State(false, responseTimeMs, detail, List.of());
    }
  }

  /** How the services were at a time. */
  record Report(Instant at, Map<String, State> services) {}

  synchronized Report report() {
    Report known = last;
    if (known == null || clock.instant().isAfter(known.at().plus(KEEP))) {
      Map<String, State> states = askAll();
      // Who waited for the lock meanwhile takes this answer too.
      known = new Report(clock.instant(), states);
      last = known;
    }
    return known;
  }

  /** The services behind the gateway that are not ready, in the order of the report. */
  public List<String> away() {
    return report().services().entrySet().stream()
        .filter(service -> !service.getKey().equals(SELF) && !service.getValue().up())
        .map(Map.Entry::getKey)
        .toList();
  }

  private Map<String, State> askAll() {
    Map<String, List<CompletableFuture<State>>> asked = new LinkedHashMap<>();
    asked.put(
        SELF, List.of(CompletableFuture.supplyAsync(() -> own.state(AddressProbe.LIMIT), threads)));
    for (Service service : routes.services()) {
      List<CompletableFuture<State>> answers = new ArrayList<>();
      for (String address : service.addresses()) {
        answers.add(CompletableFuture.supplyAsync(() -> ask(service, address), threads));
      }
      asked.put(service.name(), answers);
    }
    Map<String, State> states = new LinkedHashMap<>();
    asked.forEach((name, answers) ->
        states.put(name, sum(answers.stream().map(CompletableFuture::join).toList())));
    return states;
  }

  private static State sum(List<State> states) {
    List<State> up = states.stream().filter(State::up).toList();
    State best = up.isEmpty() ? states.getFirst() : up.getFirst();
    return up.isEmpty() || up.size() == states.size()
        ? best
        : new State(
            true,
            best.responseTimeMs(),
            up.size() + " of " + states.size() + " addresses are ready",
            best.away());
  }

  private State ask(Service service, String address) {
    long start = System.nanoTime();
    try {
      HttpResponse<byte[]> answer = probe.readiness(address);
      boolean up = answer.statusCode() == OK;
      AwayParts away = AwayParts.read(json, answer.body());
      return new State(
          up,
          millisSince(start),
          up ? away.detail() : "readiness answers " + answer.statusCode(),
          away.names());
    } catch (IOException e) {
      service.silent(address);
      return State.down(millisSince(start), "cannot be reached");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return State.down(millisSince(start), "the gateway is stopping");
    }
  }

  private static long millisSince(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
