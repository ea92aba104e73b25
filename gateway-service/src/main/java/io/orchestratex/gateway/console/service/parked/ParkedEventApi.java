package io.orchestratex.gateway.console.service.parked;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Events that a service could not apply, and kept. */
@Singleton
public final class ParkedEventApi {

  /** The services that park events. */
  public static final List<String> SERVICES =
      List.of("session-service", "backup-service", "monitor-service", "alert-service");

  private static final String PARKED = "/api/v1/{}/parked-events";

  private final ServiceClient client;

  ParkedEventApi(ServiceClient client) {
    this.client = client;
  }

  /** A parked event; {@code value} is its data as text. */
  public record ParkedEvent(
      String id,
      String consumer,
      String topic,
      int partition,
      long offset,
      Map<String, String> headers,
      @Nullable String value,
      String reason,
      Instant parkedAt,
      @Nullable Instant replayedAt) {

    public ParkedEvent {
      headers = headers == null ? Map.of() : Map.copyOf(headers);
    }

    /** Its wire name; its topic where it has none. */
    public String type() {
      return headers.getOrDefault("ce_type", topic);
    }
  }

  /**
   * Which events are wanted; null means any.
   *
   * @param reason part of the reason
   * @param replayed {@code true} or {@code false}
   */
  public record Filter(
      @Nullable String topic,
      @Nullable String type,
      @Nullable String reason,
      @Nullable String replayed) {

    /** All that wait. */
    public static final Filter WAITING = new Filter(null, null, null, "false");
  }

  public Paged<ParkedEvent> list(
      Visit visit, String service, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(PARKED, service)
            .with("topic", filter.topic())
            .with("type", filter.type())
            .with("reason", filter.reason())
            .with("replayed", filter.replayed())
            .with("limit", limit)
            .with("offset", offset),
        ParkedEvent.class);
  }

  /** Sends one to its topic again. */
  public void replay(Visit visit, String service, String id) {
    client.run(visit, "POST", Address.of(PARKED + "/{}/replay", service, id), null);
  }
}
