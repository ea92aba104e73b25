package io.orchestratex.gateway.console.service.monitor;

import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.Address;
import io.orchestratex.gateway.console.service.AllPages;
import io.orchestratex.gateway.console.service.Paged;
import io.orchestratex.gateway.console.service.ServiceClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is measured, now and before. */
@Singleton
public final class MonitorApi {

  /** How many rows one call answers. */
  public static final int PAGE = 100;

  private final ServiceClient client;

  MonitorApi(ServiceClient client) {
    this.client = client;
  }

  /**
   * A target.
   *
   * @param state up, down or unknown
   * @param failure why it cannot be measured; null unless it is down
   */
  public record Target(
      String id,
      String kind,
      String address,
      String state,
      @Nullable Instant since,
      @Nullable Instant lastMeasuredAt,
      @Nullable Long durationMs,
      @Nullable String reason,
      @Nullable String failure) {}

  /** A current sample. */
  public record Sample(
      String name, String target, Map<String, String> labels, double value, Instant at) {

    public Sample {
      labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
  }

  /** Samples of a window of time. */
  public record Range(Instant from, Instant to, double stepSeconds, List<Series> series) {

    public Range {
      series = series == null ? List.of() : List.copyOf(series);
    }
  }

  /**
   * One series of a range.
   *
   * @param points pairs of epoch milliseconds and value, oldest first
   */
  public record Series(
      String name, String target, Map<String, String> labels, List<List<Double>> points) {

    public Series {
      labels = labels == null ? Map.of() : Map.copyOf(labels);
      points = points == null ? List.of() : List.copyOf(points);
    }
  }

  /**
   * What is asked of a window of time.
   *
   * @param labels a label and its value each, joined by a colon
   * @param aggregation avg, min, max or last
   */
  public record Query(
      String name,
      @Nullable String target,
      List<String> labels,
      Instant from,
      Instant to,
      Duration step,
      String aggregation) {

    public Query {
      labels = List.copyOf(labels);
    }

    /** The same question about the window before. */
    public Query before(Duration shift) {
      return new Query(name, target, labels, from.minus(shift), to.minus(shift), step, aggregation);
    }
  }

  /**
   * Targets, by id.
   *
   * @param state null for all
   * @param text a part of the id; null for all
   */
  public Paged<Target> targets(
      Visit visit, @Nullable String state, @Nullable String text, int limit, long offset) {
    return client.page(
        visit,
        Address.of("/api/v1/monitor/targets")
            .with("state", state)
            .with("q", text)
            .with("limit", limit)
            .with("offset", offset),
        Target.class);
  }

  public Target target(Visit visit, String id) {
    return client.get(visit, Address.of("/api/v1/monitor/targets/{}", id), Target.class);
  }

  /** Names that are measured now, of one target or of all; the first {@code most} of them. */
  public List<String> names(Visit visit, @Nullable String target, int most) {
    return AllPages.of(
            most,
            (limit, offset) ->
                client.page(
                    visit,
                    Address.of("/api/v1/metrics/names")
                        .with("target", target)
                        .with("limit", limit)
                        .with("offset", offset),
                    Name.class))
        .stream()
        .map(Name::name)
        .toList();
  }

  private record Name(String name) {}

  /** Current samples of one name, or of all; of one target, or of all. */
  public Paged<Sample> latest(
      Visit visit, @Nullable String name, @Nullable String target, long offset) {
    return client.page(
        visit,
        Address.of("/api/v1/metrics/latest")
            .with("name", name)
            .with("target", target)
            .with("limit", PAGE)
            .with("offset", offset),
        Sample.class);
  }

  /** Current samples, up to {@code most}. */
  public List<Sample> allLatest(Visit visit, @Nullable String target, int most) {
    List<Sample> all = new ArrayList<>();
    Paged<Sample> page;
    do {
      page = latest(visit, null, target, all.size());
      all.addAll(page.items());
    } while (!page.items().isEmpty() && all.size() < Math.min(most, page.paging().total()));
    return all;
  }

  public Range range(Visit visit, Query query) {
    Address address =
        Address.of("/api/v1/metrics/range")
            .with("name", query.name())
            .with("target", query.target())
            .with("from", query.from())
            .with("to", query.to())
            .with("step", query.step().toSeconds() + "s")
            .with("aggregation", query.aggregation());
    for (String label : query.labels()) {
      address = address.with("label", label);
    }
    return client.get(visit, address, Range.class);
  }
}
