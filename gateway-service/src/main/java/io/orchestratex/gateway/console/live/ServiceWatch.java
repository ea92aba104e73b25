package io.orchestratex.gateway.console.live;

import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.gateway.console.service.AwayServices;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Notices that a service does not answer, and that it answers again, while anyone waits for news. A
 * service counts as away from the second look on, so that one slow answer disturbs no page.
 */
@Singleton
final class ServiceWatch {

  private final LiveEvents events;
  private final AwayServices services;
  private List<String> before = List.of();

  ServiceWatch(LiveEvents events, AwayServices services) {
    this.events = events;
    this.services = services;
  }

  @Scheduled(fixedDelay = "1500ms")
  void look() {
    List<String> away = events.isAnyoneListening() ? services.names() : List.of();
    List<String> twice = away.stream().filter(before::contains).toList();
    before = away;
    events.away(twice);
  }
}
