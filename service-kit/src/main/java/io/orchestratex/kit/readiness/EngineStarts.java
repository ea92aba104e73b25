package io.orchestratex.kit.readiness;

import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The engines that this process waits for. A start gives them a moment; after that the port opens
 * and the service is alive but not ready, however long an engine stays away.
 */
@Singleton
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class EngineStarts implements ApplicationEventListener<StartupEvent> {

  private static final Duration MOMENT = Duration.ofSeconds(3);

  private final ApplicationEventPublisher<StoreReady> publisher;
  private final List<EngineStart> starts = new CopyOnWriteArrayList<>();

  EngineStarts(ApplicationEventPublisher<StoreReady> publisher) {
    this.publisher = publisher;
  }

  /** Begins to wait for an engine, on a thread of its own. */
  public EngineStart begin(EnginePreparation preparation) {
    EngineStart start = new EngineStart(preparation, publisher::publishEvent);
    starts.add(start);
    start.begin();
    return start;
  }

  @Override
  public void onApplicationEvent(StartupEvent event) {
    try {
      long end = System.nanoTime() + MOMENT.toNanos();
      for (EngineStart start : starts) {
        start.contextStarted(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @PreDestroy
  void stop() {
    starts.forEach(EngineStart::stop);
  }
}
