package io.orchestratex.gateway.console.live;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.orchestratex.contracts.DomainEvent;
import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.kit.event.ReceivedEvent;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The latest events that this process heard, and who waits for more. An open page that was away for
 * a while gets what it missed, as long as that is still here. Thread-safe.
 */
@Singleton
final class LiveEvents {

  private static final int KEPT = 4_096;

  /** Another process has heard other events, so its numbers mean nothing here. */
  private final String process = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  private final Deque<LiveEvent> kept = new ArrayDeque<>();
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private final Cache<String, String> owners = Caffeine.newBuilder().maximumSize(50_000).build();
  private long count;
  private boolean answered = true;
  private boolean assigned;
  private List<String> away = List.of();

  /** Someone who waits for news. Called by one thread at a time; must not block. */
  interface Listener extends Consumer<LiveEvent> {

    /** Whether news arrive from now on. */
    void hearing(boolean now);

    /** Which services do not answer from now on. */
    void away(List<String> services);
  }

  /**
   * What a listener gets at first.
   *
   * @param missed what came since the event that it knows last; empty when that is not known here
   * @param away the services that do not answer
   */
  record Start(
      Optional<List<LiveEvent>> missed, String lastId, boolean hearing, List<String> away) {}

  /** An event came. */
  synchronized void add(ReceivedEvent received) {
    String kind = received.type().substring(0, received.type().indexOf('.'));
    LiveEvent event =
        new LiveEvent(
            ++count,
            kind,
            received.type(),
            received.key(),
            ownerOf(received.data(), received.key()),
            received.time());
    kept.addLast(event);
    if (kept.size() > KEPT) {
      kept.removeFirst();
    }
    listeners.forEach(listener -> listener.accept(event));
  }

  private @Nullable String ownerOf(@Nullable DomainEvent data, String key) {
    String named =
        switch (data) {
          case SessionEvent.Started started -> started.userId();
          case SessionEvent.Ended ended -> ended.userId();
          case SessionEvent.ThreadOpened opened -> opened.userId();
          case SessionEvent.ResponseRecorded recorded -> recorded.userId();
          case SessionEvent.ResponseFailed failed -> failed.userId();
          case null, default -> null;
        };
    if (named != null) {
      owners.put(key, named);
      return named;
    }
    return data instanceof SessionEvent ? owners.getIfPresent(key) : null;
  }

  /** Kafka answers, or no more. */
  synchronized void answered(boolean now) {
    boolean before = isHearing();
    answered = now;
    announceHearing(before);
  }

  /** Kafka gave this process what to listen to, or took it away. */
  synchronized void assigned(boolean now) {
    boolean before = isHearing();
    assigned = now;
    announceHearing(before);
  }

  private boolean isHearing() {
    return answered && assigned;
  }

  private void announceHearing(boolean before) {
    boolean now = isHearing();
    if (before != now) {
      listeners.forEach(listener -> listener.hearing(now));
    }
  }

  /** These services do not answer. */
  synchronized void away(List<String> now) {
    if (!away.equals(now)) {
      away = List.copyOf(now);
      listeners.forEach(listener -> listener.away(away));
    }
  }

  boolean isAnyoneListening() {
    return !listeners.isEmpty();
  }

  /** Adds a listener, which gets {@code first} before anything, and then each event. */
  synchronized void begin(Listener listener, @Nullable String lastId, Consumer<Start> first) {
    first.accept(new Start(since(lastId), idOf(count), isHearing(), away));
    listeners.add(listener);
  }

  void end(Listener listener) {
    listeners.remove(listener);
  }

  String idOf(long number) {
    return process + "-" + number;
  }

  private Optional<List<LiveEvent>> since(@Nullable String lastId) {
    long last = numberOf(lastId);
    long first = kept.isEmpty() ? count + 1 : kept.getFirst().number();
    if (last < first - 1 || last > count) {
      return Optional.empty();
    }
    List<LiveEvent> missed = new ArrayList<>();
    kept.forEach(event -> {
      if (event.number() > last) {
        missed.add(event);
      }
    });
    return Optional.of(missed);
  }

  private long numberOf(@Nullable String id) {
    if (id == null || !id.startsWith(process + "-")) {
      return -1;
    }
    try {
      return Long.parseLong(id.substring(process.length() + 1));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
