package io.orchestratex.gateway.console.service.alert;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Alerts, and the samples that stand behind them. */
@Singleton
public final class AlertApi {

  private static final String ALERTS = "/api/v1/alerts";
  private static final String ALERT = "/api/v1/alerts/{}";

  private final ServiceClient client;

  AlertApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * Which alerts are wanted; null means any.
   *
   * @param q what the message contains
   * @param since how far back they began, such as {@code -24h}
   */
  public record Filter(
      @Nullable Boolean resolved,
      @Nullable String severity,
      @Nullable String rule,
      @Nullable String target,
      @Nullable String q,
      @Nullable String since) {

    /** Alerts of one rule that have not ended. */
    public static Filter openOf(String rule) {
      return new Filter(false, null, rule, null, null, null);
    }

    /** The same, ended or not. */
    public Filter resolved(boolean ended) {
      return new Filter(ended, severity, rule, target, q, since);
    }
  }

  /** Values of one series: epoch milliseconds and value. */
  public record Series(Map<String, String> labels, List<List<Double>> points) {}

  private record Range(List<Series> series) {}

  public Paged<Alert> list(Visit visit, Filter filter, int limit, long offset) {
    return client.page(
        visit,
        Address.of(ALERTS)
            .with("resolved", filter.resolved())
            .with("severity", filter.severity())
            .with("rule", filter.rule())
            .with("target", filter.target())
            .with("q", filter.q())
            .with("from", filter.since())
            .with("limit", limit)
            .with("offset", offset),
        Alert.class);
  }

  public Alert get(Visit visit, String id) {
    return client.get(visit, Address.of(ALERT, id), Alert.class);
  }

  public void acknowledge(Visit visit, String id) {
    client.run(visit, "POST", Address.of(ALERT + "/acknowledge", id), null);
  }

  /** Takes what is measured now for normal. */
  public void accept(Visit visit, String id) {
    client.run(visit, "POST", Address.of(ALERT + "/accept", id), null);
  }

  public void resolve(Visit visit, String id, String resolution) {
    client.run(visit, "POST", Address.of(ALERT + "/resolve", id), Map.of("resolution", resolution));
  }

  /** What was measured of a metric; one value per step. */
  public List<Series> samples(
      Visit visit,
      String metric,
      @Nullable String target,
      Map<String, String> labels,
      Instant from,
      Instant to) {
    Address address =
        Address.of("/api/v1/metrics/range")
            .with("name", metric)
            .with("target", target)
            .with("from", from)
            .with("to", to)
            .with("aggregation", "last");
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      address = address.with("label", label.getKey() + ":" + label.getValue());
    }
    List<Series> series = client.get(visit, address, Range.class).series();
    return series == null ? List.of() : series;
  }
}
