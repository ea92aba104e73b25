package io.orchestratex.gateway.console.service.alert;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was sent about alerts, to whom, and what is still to be sent. */
@Singleton
public final class DeliveryApi {

  private static final String NOTIFICATIONS = "/api/v1/notifications";

  private final ServiceClient client;

  DeliveryApi(ServiceClient client) {
    this.client = client;
  }

  /** Which deliveries are wanted; null means any. */
  public record Filter(
      @Nullable String state,
      @Nullable String channel,
      @Nullable String rule,
      @Nullable String alertId,
      @Nullable String since) {

    /** Everything about one alert. */
    public static Filter about(String alertId) {
      return new Filter(null, null, null, alertId, null);
    }
  }

  /**
   * One message for one receiver.
   *
   * @param tells what it says about the alert: firing or resolved
   */
  public record Delivery(
      String id,
      String channel,
      String receiver,
      String alertId,
      String rule,
      String tells,
      String message,
      String state,
      int attempts,
      @Nullable String lastError,
      Instant createdAt,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant doneAt) {

    /** Whether it did not arrive and is not tried again. */
    public boolean isLost() {
      return state.equals("refused") || state.equals("given_up");
    }
  }

  private record Webhook(@Nullable String url) {}

  public Paged<Delivery> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(NOTIFICATIONS)
            .with("state", filter.state())
            .with("channel", filter.channel())
            .with("rule", filter.rule())
            .with("alert_id", filter.alertId())
            .with("from", filter.since())
            .with("limit", limit)
            .with("offset", offset),
        Delivery.class);
  }

  /** Whether messages are posted to a webhook now. */
  public boolean hasWebhook(Visit visit) {
    String url = client.get(visit, Address.of(NOTIFICATIONS + "/webhook"), Webhook.class).url();
    return url != null && !url.isEmpty();
  }
}
