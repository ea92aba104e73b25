package io.orchestratex.monitor.sample;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.Failure.FieldError;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Probes;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was measured, now and before. */
@Controller("/api/v1/metrics")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Metrics")
final class MetricController {

  private final SampleStore store;
  private final LatestSamples latest;
  private final Probes probes;
  private final InstantSource clock;

  MetricController(SampleStore store, LatestSamples latest, Probes probes, InstantSource clock) {
    this.store = store;
    this.latest = latest;
    this.probes = probes;
    this.clock = clock;
  }

  @Get("/series")
  @Operation(summary = "Series that were ever measured, by target, name and labels")
  Page<Series> series(
      HttpRequest<?> request,
      @Nullable @QueryValue String name,
      @Nullable @QueryValue String target,
      @Nullable @QueryValue List<String> label,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "name", "target", "label");
    return store.series(selector(name, target, label), page);
  }

  @Get("/range")
  @Operation(
      summary = "Samples of a window of time, one value per step",
      description =
          "Steps begin at multiples of their length since 1970. A point is [epoch milliseconds of"
              + " the step's begin, value]; a step without samples has none, and a series without"
              + " points is left out: an unknown name answers with no series. At most 11000 steps,"
              + " 500 series and 250000 points.")
  Range range(
      HttpRequest<?> request,
      @Parameter(description = "Name of the series") @Nullable @QueryValue String name,
      @Nullable @QueryValue String target,
      @Parameter(description = "label:value, may be given several times") @Nullable @QueryValue
          List<String> label,
      @Parameter(description = "Instant, or -1h; default an hour before the end")
          @Nullable
          @QueryValue
          String from,
      @Parameter(description = "Instant, -5m or now; default now") @Nullable @QueryValue String to,
      @Parameter(description = "Length of a step: 30s, 5m; default a 250th of the window")
          @Nullable
          @QueryValue
          String step,
      @Parameter(description = "avg (default), min, max or last") @Nullable @QueryValue
          String aggregation) {
    QueryParameters.check(request, "name", "target", "label", "from", "to", "step", "aggregation");
    RangeQuery query =
        RangeRules.query(
            name,
            target,
            Objects.requireNonNullElse(label, List.of()),
            from,
            to,
            step,
            aggregation,
            clock.instant());
    List<Series> found = store.find(query.selector(), RangeRules.MAX_SERIES + 1);
    if (found.size() > RangeRules.MAX_SERIES) {
      throw FailureException.invalid(
          "metric.too-many-series",
          "?label",
          "matches more than " + RangeRules.MAX_SERIES + " series; name more labels or a target");
    }
    if ((long) found.size() * query.steps() > RangeRules.MAX_POINTS) {
      throw FailureException.invalid(
          "metric.too-many-points",
          "?step",
          "makes more than "
              + RangeRules.MAX_POINTS
              + " points of "
              + found.size()
              + " series; take a longer step, less time or more labels");
    }
    return fold(query, found);
  }

  private Range fold(RangeQuery query, List<Series> found) {
    Map<Long, StepFold> folds = new LinkedHashMap<>();
    found.forEach(series -> folds.put(series.id(), new StepFold(query)));
    store.read(
        found,
        query.from(),
        query.to(),
        (series, at, value) -> Objects.requireNonNull(folds.get(series.id())).add(at, value));
    List<RangeSeries> answer = new ArrayList<>();
    for (Series series : found) {
      List<List<Number>> points = Objects.requireNonNull(folds.get(series.id())).points();
      if (!points.isEmpty()) {
        answer.add(new RangeSeries(series.name(), series.target(), series.labels(), points));
      }
    }
    return new Range(query.from(), query.to(), query.stepMillis() / 1_000.0, answer);
  }

  @Get("/latest")
  @Operation(
      summary = "The current samples; those of a target not measured for a while are gone",
      description = "By target, then in the order in which they were measured.")
  Page<LatestSample> latest(
      HttpRequest<?> request,
      @Nullable @QueryValue String name,
      @Nullable @QueryValue String target,
      @Nullable @QueryValue List<String> label,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "name", "target", "label");
    SeriesSelector selector = selector(name, target, label);
    List<LatestSample> all = new ArrayList<>();
    for (Sampled measured : latest.all()) {
      for (Sample sample : measured.samples()) {
        if (selector.matches(sample.name(), measured.targetId(), sample.labels())) {
          all.add(
              new LatestSample(
                  sample.name(),
                  measured.targetId(),
                  sample.labels(),
                  sample.value(),
                  measured.at()));
        }
      }
    }
    return Page.of(all.stream().skip(page.offset()).limit(page.limit()).toList(), page, all.size());
  }

  @Get("/database")
  @Operation(summary = "Everything that is currently known of each database engine")
  Databases database() {
    Set<String> databases = probes.enginesOf(Probe.DATABASE_GROUP);
    Map<String, Database> engines = new LinkedHashMap<>();
    for (Sampled measured : latest.all()) {
      if (databases.contains(measured.kind())) {
        Map<String, List<Value>> metrics = new LinkedHashMap<>();
        for (Sample sample : measured.samples()) {
          metrics
              .computeIfAbsent(sample.name(), _ -> new ArrayList<>())
              .add(new Value(sample.labels(), sample.value()));
        }
        engines.put(measured.targetId(), new Database(measured.kind(), measured.at(), metrics));
      }
    }
    return new Databases(clock.instant(), engines);
  }

  private static SeriesSelector selector(
      @Nullable String name, @Nullable String target, @Nullable List<String> label) {
    List<FieldError> errors = new ArrayList<>();
    SeriesSelector selector =
        RangeRules.selector(name, target, Objects.requireNonNullElse(label, List.of()), errors);
    if (!errors.isEmpty()) {
      throw FailureException.invalid(RangeRules.INVALID, errors);
    }
    return selector;
  }

  /** Answer to a range query. */
  record Range(Instant from, Instant to, double stepSeconds, List<RangeSeries> series) {}

  /**
   * One series of it.
   *
   * @param points {@code [epoch milliseconds, value]}, oldest first
   */
  record RangeSeries(
      String name, String target, Map<String, String> labels, List<List<Number>> points) {}

  /** One current sample. */
  record LatestSample(
      String name, String target, Map<String, String> labels, double value, Instant at) {}

  /** The database engines by target id. */
  record Databases(Instant timestamp, Map<String, Database> databases) {}

  /** One engine: its samples by name. */
  record Database(String kind, Instant at, Map<String, List<Value>> metrics) {}

  /** One of the samples that share a name. */
  record Value(Map<String, String> labels, double value) {}
}
