package io.orchestratex.gateway.console.alerts;

import io.orchestratex.gateway.console.deliveries.DeliveryViews;
import io.orchestratex.gateway.console.frame.Chart;
import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.service.alert.Alert;
import io.orchestratex.gateway.console.service.alert.DeliveryApi.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the page about one alert shows.
 *
 * @param caseTitle what its case is called; its id where that cannot be read now
 * @param hasWebhook whether messages are posted to a webhook now; true where that is not known
 * @param refusal why this person may not change anything
 */
record DetailView(
    Alert alert,
    String caseTitle,
    Part<Chart> evidence,
    Part<List<Delivery>> deliveries,
    boolean hasWebhook,
    AlertController.Typed typed,
    @Nullable String refusal) {

  private static final int SECONDS = 2;
  private static final int SECONDS_WHILE_OPEN = 10;

  /**
   * Something that happened.
   *
   * @param by who did it; null where it happened by itself
   */
  record Moment(Instant at, @Nullable String by, String text) {}

  /** How often the page is loaded again without news: what is sent and measured makes no event. */
  int everySeconds() {
    if (deliveries.isLoaded()
        && deliveries.get().stream().anyMatch(each -> each.state().equals("pending"))) {
      return SECONDS;
    }
    return alert.resolvedAt() == null ? SECONDS_WHILE_OPEN : 0;
  }

  @Nullable String acknowledgeRefusal() {
    return refusal != null ? refusal : AlertViews.whyNotAcknowledged(alert);
  }

  /** Why no message went to the webhook; null where one did, or nothing is known. */
  @Nullable String whyNoWebhook() {
    if (!deliveries.isLoaded()
        || deliveries.get().stream().anyMatch(each -> each.channel().equals("webhook"))) {
      return null;
    }
    return hasWebhook
        ? "Nothing was posted to the webhook: there was none when this alert fired. The next alert"
            + " is posted."
        : "Nothing is posted to a webhook: none is set.";
  }

  /** What happened, oldest first. */
  List<Moment> timeline() {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(alert.startsAt(), null, "Began: " + alert.message()));
    if (alert.count() > 1) {
      moments.add(
          new Moment(
              alert.lastSeenAt(), null, "Seen again, " + alert.count() + " times altogether"));
    }
    if (alert.silentSince() != null) {
      moments.add(
          new Moment(
              alert.silentSince(),
              null,
              "Measured for the last time; whether it still holds is not known"));
    }
    if (alert.acknowledgedAt() != null) {
      moments.add(new Moment(alert.acknowledgedAt(), alert.acknowledgedBy(), "Acknowledged"));
    }
    if (alert.resolvedAt() != null) {
      moments.add(
          new Moment(alert.resolvedAt(), alert.resolvedBy(), "Resolved: " + alert.resolution()));
    }
    for (Delivery each : deliveries.isLoaded() ? deliveries.get() : List.<Delivery>of()) {
      Instant done = each.doneAt();
      if (done != null) {
        moments.add(
            new Moment(
                done,
                null,
                (each.isLost() ? "Not sent to " : "Sent to ")
                    + DeliveryViews.receiver(each)
                    + ": "
                    + each.tells()));
      }
    }
    moments.sort(Comparator.comparing(Moment::at));
    return moments;
  }

  /** Labels, then what else is known, by name. */
  Map<String, String> known() {
    Map<String, String> known = new TreeMap<>(alert.annotations());
    known.putAll(alert.labels());
    return known;
  }
}
