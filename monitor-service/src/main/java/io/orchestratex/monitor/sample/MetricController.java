package io.orchestratex.monitor.sample;

import io.micronaut.core.convert.format.Format;
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
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
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
@Tag(name = "Metrics", description = "What was measured, now and before.")
final class MetricController {

  private static final String LABEL_DESCRIPTION =
      "A label and its value that a series must have, joined by a colon; given several times, it"
          + " must have each. A label may be named once";
  private static final String LABEL_PATTERN = "^[a-zA-Z_][a-zA-Z0-9_]{0,199}:[\\s\\S]*$";
  private static final String NAME_PATTERN = "^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$";
  private static final String TIME_PATTERN =
      "^(now|-[0-9]{1,9}(ms|s|m|h|d|w)?"
          + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?"
          + "(Z|[+-][0-9]{2}:[0-9]{2}))$";
  private static final String STEP_PATTERN = "^[0-9]{1,9}(ms|s|m|h|d|w)?$";

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
  @Operation(
      operationId = "listSeries",
      summary = "List series",
      description = "Each that has samples in the store; ordered by target, name and labels.")
  Page<Series> series(
      HttpRequest<?> request,
      @Parameter(
              description = "Exact name of the metric",
              schema = @Schema(pattern = NAME_PATTERN),
              example = "mongodb_collection_documents")
          @Nullable
          @QueryValue
          String name,
      @Parameter(description = "Only series of the target with this id", example = "mongodb")
          @Nullable
          @QueryValue
          String target,
      @Parameter(
              description = LABEL_DESCRIPTION,
              array = @ArraySchema(schema = @Schema(type = "string", pattern = LABEL_PATTERN)),
              example = "[\"database:orchestratex\"]")
          @Nullable
          @QueryValue
          @Format("MULTI")
          List<String> label,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "name", "target", "label");
    return store.series(selector(name, target, label), page);
  }

  @Get("/range")
  @Operation(
      operationId = "queryRange",
      summary = "Read samples of a window of time",
      description =
          "One value per step. Steps begin at multiples of their length since 1970. A point is [epoch"
              + " milliseconds of the step's begin, value]; a step without samples has none, and a"
              + " series without points is left out: an unknown name answers with no series. At most"
              + " 11000 steps, 500 series and 250000 points.")
  Range range(
      HttpRequest<?> request,
      @Parameter(
              description = "Exact name of the metric",
              schema = @Schema(pattern = NAME_PATTERN),
              example = "mongodb_collection_documents")
          @QueryValue
          String name,
      @Parameter(description = "Only series of the target with this id", example = "mongodb")
          @Nullable
          @QueryValue
          String target,
      @Parameter(
              description = LABEL_DESCRIPTION,
              array = @ArraySchema(schema = @Schema(type = "string", pattern = LABEL_PATTERN)),
              example = "[\"database:orchestratex\"]")
          @Nullable
          @QueryValue
          @Format("MULTI")
          List<String> label,
      @Parameter(
              description =
                  "Begin of the window: an instant, or a time before now such as -15m, -1h or -7d;"
                      + " an hour before the end when left out",
              schema = @Schema(pattern = TIME_PATTERN),
              example = "-1h")
          @Nullable
          @QueryValue
          String from,
      @Parameter(
              description =
                  "End of the window, exclusive: an instant, -5m or now; now when left out",
              schema = @Schema(pattern = TIME_PATTERN),
              example = "now")
          @Nullable
          @QueryValue
          String to,
      @Parameter(
              description =
                  "Length of a step, at least 1s: seconds, or 30s, 5m, 1h; a 250th of the window when"
                      + " left out",
              schema = @Schema(pattern = STEP_PATTERN),
              example = "1m")
          @Nullable
          @QueryValue
          String step,
      @Parameter(
              description = "How the samples of a step become one value; avg when left out",
              schema = @Schema(allowableValues = {"avg", "min", "max", "last"}),
              example = "max")
          @Nullable
          @QueryValue
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
      operationId = "listLatestSamples",
      summary = "List current samples",
      description =
          "The last measurement of each target; a target that was not measured for a while has"
              + " none. Ordered by target, then as they were measured.")
  Page<LatestSample> latest(
      HttpRequest<?> request,
      @Parameter(
              description = "Exact name of the metric",
              schema = @Schema(pattern = NAME_PATTERN),
              example = "mongodb_collection_documents")
          @Nullable
          @QueryValue
          String name,
      @Parameter(description = "Only series of the target with this id", example = "mongodb")
          @Nullable
          @QueryValue
          String target,
      @Parameter(
              description = LABEL_DESCRIPTION,
              array = @ArraySchema(schema = @Schema(type = "string", pattern = LABEL_PATTERN)),
              example = "[\"database:orchestratex\"]")
          @Nullable
          @QueryValue
          @Format("MULTI")
          List<String> label,
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
  @Operation(
      operationId = "getDatabaseMetrics",
      summary = "Get all current samples of the databases")
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

  /**
   * Answer to a range query.
   *
   * @param from first moment of the first step
   * @param to end, exclusive, of the last step
   * @param stepSeconds length of a step in seconds
   * @param series the series that have points
   */
  @Schema(name = "MetricRange")
  record Range(Instant from, Instant to, double stepSeconds, List<RangeSeries> series) {}

  /**
   * One series of a range.
   *
   * @param name name of the metric
   * @param target id of the target
   * @param labels its labels
   * @param points pairs of epoch milliseconds and value, oldest first
   */
  @Schema(name = "RangeSeries")
  record RangeSeries(
      String name, String target, Map<String, String> labels, List<List<Number>> points) {}

  /**
   * One current sample.
   *
   * @param name name of the metric
   * @param target id of the target
   * @param labels labels of its series
   * @param value what was measured, in the unit that the name ends with
   * @param at when it was measured
   */
  @Schema(name = "LatestSample")
  record LatestSample(
      String name, String target, Map<String, String> labels, double value, Instant at) {}

  /**
   * The database engines.
   *
   * @param timestamp when this was answered
   * @param databases each engine by the id of its target
   */
  @Schema(name = "DatabaseMetrics")
  record Databases(Instant timestamp, Map<String, Database> databases) {}

  /**
   * One engine and its current samples.
   *
   * @param kind the engine that it is measured as
   * @param at when it was measured
   * @param metrics the samples by name of the metric
   */
  @Schema(name = "DatabaseEngine")
  record Database(String kind, Instant at, Map<String, List<Value>> metrics) {}

  /**
   * One of the samples that share a name.
   *
   * @param labels labels of its series
   * @param value what was measured, in the unit that the name ends with
   */
  @Schema(name = "MetricValue")
  record Value(Map<String, String> labels, double value) {}
}
