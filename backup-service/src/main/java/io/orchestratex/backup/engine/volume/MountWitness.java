package io.orchestratex.backup.engine.volume;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import io.orchestratex.backup.engine.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;

/**
 * Notices containers that are started with a volume while it is read, also those that end before
 * the reading does. Docker remembers its last 256 events, so it is asked again and again.
 */
final class MountWitness {

  private static final Duration EVERY = Duration.ofSeconds(3);
  private static final long LIMIT_S = 30;

  private final Docker docker;
  private final String volume;
  private final Set<String> allowed;
  private final Instant since;
  private final Set<String> seen = new TreeSet<>();
  private long askedAtNanos = System.nanoTime();

  /**
   * Begins.
   *
   * @param allowed names and ids of containers that may mount it
   */
  MountWitness(Docker docker, String volume, Set<String> allowed) {
    this.docker = docker;
    this.volume = volume;
    this.allowed = Set.copyOf(allowed);
    this.since = now();
  }

  /** By the clock of the machine that Docker runs on. */
  private Instant now() {
    String now =
        String.valueOf(
            docker.ask("say its time", () -> docker.client().infoCmd().exec().getSystemTime()));
    return java.time.OffsetDateTime.parse(now).toInstant();
  }

  /** Asks, where it is time to. */
  void look() {
    if (System.nanoTime() - askedAtNanos > EVERY.toNanos()) {
      ask();
    }
  }

  /**
   * Asks once more.
   *
   * @throws EngineException when the volume was mounted by another container
   */
  void requireNone() {
    ask();
    if (!seen.isEmpty()) {
      throw new EngineException(
          "backup.volume-in-use",
          "Container %s was started with volume %s while it was read, so what was read is not one moment; no backup was taken. Find out what starts it, or take the backup when it does not."
              .formatted(String.join(", ", seen), volume));
    }
  }

  private void ask() {
    Set<String> found = new ConcurrentSkipListSet<>();
    String until = text(now());
    docker.ask(
        "say what happened",
        () -> {
          try (ResultCallback.Adapter<Event> events =
              new ResultCallback.Adapter<>() {
                @Override
                public void onNext(Event event) {
                  if (isMount(event)) {
                    found.add(container(event));
                  }
                }
              }) {
            var _ =
                docker
                    .client()
                    .eventsCmd()
                    .withEventTypeFilter(EventType.VOLUME)
                    .withEventFilter("mount")
                    .withSince(text(since))
                    .withUntil(until)
                    .exec(events);
            if (!events.awaitCompletion(LIMIT_S, TimeUnit.SECONDS)) {
              throw new EngineException(
                  EngineException.UNREACHABLE, "Docker did not say what happened within 30 s.");
            }
            return events;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    found.removeAll(allowed);
    found.forEach(id ->
        docker
            .container(id)
            .filter(each -> !HelperContainer.isOne(each))
            .ifPresentOrElse(
                each -> seen.add(each.getName().replaceFirst("^/", "")), () -> note(id)));
    askedAtNanos = System.nanoTime();
  }

  /** One that is gone by now, or a helper of another piece of work, which only reads. */
  private void note(String id) {
    if (docker.container(id).isEmpty()) {
      seen.add(id.substring(0, Math.min(12, id.length())));
    }
  }

  private boolean isMount(Event event) {
    return "mount".equals(event.getAction())
        && event.getActor() != null
        && volume.equals(event.getActor().getId())
        && !"false".equals(attributes(event).get("read/write"));
  }

  private static String container(Event event) {
    return attributes(event).getOrDefault("container", "");
  }

  private static Map<String, String> attributes(Event event) {
    return Objects.requireNonNullElse(
        Objects.requireNonNull(event.getActor()).getAttributes(), Map.of());
  }

  private static String text(Instant moment) {
    return "%d.%09d".formatted(moment.getEpochSecond(), moment.getNano());
  }
}
