package io.orchestratex.gateway.console.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.kit.event.ReceivedEvent;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The latest events that this process heard, whole, for the page that shows them. Bounded by number
 * and by size. Thread-safe.
 */
@Singleton
public final class RecentEvents {

  /** How many are kept. */
  public static final int KEPT = 1_000;

  /** Longer data is not kept, in bytes. */
  public static final int LONGEST = 32 * 1_024;

  private static final long MOST_BYTES = 8L * 1_024 * 1_024;

  private final Deque<HeardEvent> kept = new ArrayDeque<>();
  private long bytes;

  /**
   * An event as a CloudEvent.
   *
   * @param key id of the thing that it is about
   * @param sequence its place in the life of that thing
   * @param data its JSON; null where it has none, or more than {@link #LONGEST}
   */
  public record HeardEvent(
      String id,
      String type,
      String source,
      String key,
      long sequence,
      Instant time,
      @Nullable String traceParent,
      @Nullable String data) {

    /** What it is about, the first word of its type: {@code backup}. */
    public String kind() {
      int end = type.indexOf('.');
      return end < 0 ? type : type.substring(0, end);
    }

    private int size() {
      return data == null ? 0 : data.length();
    }
  }

  synchronized void add(ReceivedEvent event, byte @Nullable [] value) {
    HeardEvent heard =
        new HeardEvent(
            event.id(),
            event.type(),
            event.source(),
            event.key(),
            event.sequence(),
            event.time(),
            event.traceParent(),
            value == null || value.length > LONGEST ? null : new String(value, UTF_8));
    kept.addFirst(heard);
    bytes += heard.size();
    while (kept.size() > KEPT || bytes > MOST_BYTES) {
      bytes -= kept.removeLast().size();
    }
  }

  /** Those that match, the one that came last first. */
  public synchronized List<HeardEvent> find(Predicate<HeardEvent> wanted) {
    List<HeardEvent> found = new ArrayList<>();
    kept.forEach(event -> {
      if (wanted.test(event)) {
        found.add(event);
      }
    });
    return found;
  }
}
