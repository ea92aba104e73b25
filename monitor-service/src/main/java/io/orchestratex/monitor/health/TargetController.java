package io.orchestratex.monitor.health;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probes;
import io.orchestratex.monitor.schedule.ProbeSchedule;
import io.orchestratex.monitor.schedule.TargetState;
import io.orchestratex.monitor.schedule.TargetState.Status;
import io.orchestratex.monitor.target.Target;
import io.orchestratex.monitor.target.TargetRegistry;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is measured, and the state of each target at its last measurement. */
@Controller("/api/v1/monitor")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Targets", description = "What is measured: the engines, the host and the services.")
final class TargetController {

  private final ProbeSchedule schedule;
  private final TargetRegistry registry;
  private final Probes probes;
  private final InstantSource clock;

  TargetController(
      ProbeSchedule schedule, TargetRegistry registry, Probes probes, InstantSource clock) {
    this.schedule = schedule;
    this.registry = registry;
    this.probes = probes;
    this.clock = clock;
  }

  @Get("/targets")
  @Operation(
      operationId = "listTargets",
      summary = "List monitored targets",
      description =
          "With the state of each and why one cannot be measured; ordered by id. Filters are"
              + " combined by and.")
  Page<Row> targets(
      HttpRequest<?> request,
      @Parameter(
              description =
                  "Only targets that were up, or down, at their last measurement, or were not"
                      + " measured yet",
              schema = @Schema(allowableValues = {"up", "down", "unknown"}),
              example = "down")
          @Nullable
          @QueryValue
          String state,
      @Parameter(
              description = "Only targets whose id contains this, in letters of either case",
              example = "mongo")
          @Nullable
          @QueryValue
          String q,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "state", "q");
    Status wanted = statusOf(state);
    TextFilter text = TextFilter.read("q", q);
    List<TargetState> found =
        schedule.states().stream()
            .filter(each -> wanted == null || each.status() == wanted)
            .filter(each -> text == null || text.matches(each.target().id()))
            .toList();
    List<Row> rows = found.stream().skip(page.offset()).limit(page.limit()).map(this::row).toList();
    return Page.of(rows, page, found.size());
  }

  private static @Nullable Status statusOf(@Nullable String state) {
    return switch (state) {
      case null -> null;
      case "up" -> Status.UP;
      case "down" -> Status.DOWN;
      case "unknown" -> Status.UNKNOWN;
      default ->
          throw FailureException.invalid(
              "filter.value-unknown", "?state", "must be one of up, down, unknown");
    };
  }

  @Get("/targets/{id}")
  @Operation(
      operationId = "getTarget",
      summary = "Get a monitored target",
      description = "With its state and why it cannot be measured.")
  Row target(@Parameter(description = "Id of the target", example = "mongodb") String id) {
    return schedule
        .state(id)
        .map(this::row)
        .orElseThrow(() ->
            FailureException.notFound(
                "monitor.target-unknown",
                "Nothing that is monitored has the id "
                    + id
                    + ". GET /api/v1/monitor/targets lists what is."));
  }

  Row row(TargetState state) {
    Target target = state.target();
    Measurement.Failed failed = state.failure();
    Optional<TargetRegistry.Known> known = registry.find(target.id());
    return new Row(
        target.id(),
        target.engine(),
        known
            .map(TargetRegistry.Known::shownAddress)
            .orElseGet(() -> probes.of(target).shownAddress(target.address())),
        known.map(TargetRegistry.Known::added).orElse(false) ? "added" : "settings",
        known.map(TargetRegistry.Known::labels).orElse(Map.of()),
        state.status().name().toLowerCase(Locale.ROOT),
        state.since(),
        state.lastMeasuredAt(),
        state.lastMeasuredAt() == null ? null : state.took().toMillis(),
        failed == null ? null : failed.reason().label(),
        failed == null ? null : failed.detail());
  }

  @Get("/health/{group}")
  @Operation(
      operationId = "getTargetHealth",
      summary = "Get the health of a group of targets",
      description =
          "For load balancers and probes that look at the status alone: 200 when each target of the"
              + " group is up, 503 when one is down or was not measured yet, or when the group has"
              + " no target. A group is named as an engine (mongodb, host) or as several together"
              + " (database, services); an unknown one is answered with 404 and the list.")
  @ApiResponse(
      responseCode = "200",
      description = "Each target of the group is up",
      useReturnTypeSchema = true)
  @ApiResponse(
      responseCode = "503",
      description = "A target of the group is down or was not measured yet, or there is none",
      useReturnTypeSchema = true)
  HttpResponse<Health> health(
      @Parameter(description = "Name of the group", example = "database") String group) {
    Set<String> engines = probes.enginesOf(group);
    if (engines.isEmpty()) {
      throw FailureException.notFound(
          "monitor.group-unknown",
          "There is no group %s; the groups are %s."
              .formatted(group, String.join(", ", probes.groups())));
    }
    Map<String, Check> checks = new LinkedHashMap<>();
    for (TargetState state : schedule.states()) {
      if (engines.contains(state.target().engine())) {
        checks.put(state.target().id(), Check.of(state));
      }
    }
    boolean healthy =
        !checks.isEmpty()
            && checks.values().stream().allMatch(check -> check.status().equals("healthy"));
    return HttpResponse.status(healthy ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new Health(healthy ? "healthy" : "unhealthy", clock.instant(), checks));
  }

  /**
   * A target.
   *
   * @param id its id
   * @param kind the engine that it is measured as
   * @param address without account
   * @param source where it comes from: settings (of the service, which no request changes) or added
   *     (by a person)
   * @param labels names and values that people sort targets by; empty when there are none
   * @param state up, down, or unknown before the first measurement
   * @param since when it went up or down; left out before the first measurement
   * @param lastMeasuredAt when a measurement was last tried; left out before the first
   * @param durationMs how long that measurement took, in milliseconds; left out before the first
   * @param reason why it cannot be measured: dns, connect, tls, auth, timeout, parse or unready;
   *     left out unless it is down
   * @param failure what happened, for people; left out unless it is down
   */
  @Schema(name = "MonitoredTarget")
  record Row(
      String id,
      String kind,
      String address,
      @Schema(allowableValues = {"settings", "added"}) String source,
      Map<String, String> labels,
      @Schema(allowableValues = {"up", "down", "unknown"}) String state,
      @Nullable Instant since,
      @Nullable Instant lastMeasuredAt,
      @Nullable Long durationMs,
      @Schema(allowableValues = {"dns", "connect", "tls", "auth", "timeout", "parse", "unready"})
          @Nullable String reason,
      @Nullable String failure) {}

  /**
   * Health of a group of targets.
   *
   * @param status healthy when each target is up, else unhealthy
   * @param timestamp when this was answered
   * @param checks health of each target, by its id
   */
  @Schema(name = "TargetHealth")
  record Health(
      @Schema(allowableValues = {"healthy", "unhealthy"}) String status,
      Instant timestamp,
      Map<String, Check> checks) {}

  /**
   * Health of one target.
   *
   * @param status healthy, unhealthy, or unknown before the first measurement
   * @param responseTimeMs how long the last measurement took, in milliseconds; left out before the
   *     first
   * @param checkedAt when a measurement was last tried; left out before the first
   * @param error why it cannot be measured, for people; left out unless it is unhealthy
   */
  @Schema(name = "TargetCheck")
  record Check(
      @Schema(allowableValues = {"healthy", "unhealthy", "unknown"}) String status,
      @Nullable Double responseTimeMs,
      @Nullable Instant checkedAt,
      @Nullable String error) {
    static Check of(TargetState state) {
      Measurement.Failed failure = state.failure();
      return new Check(
          switch (state.status()) {
            case UP -> "healthy";
            case DOWN -> "unhealthy";
            case UNKNOWN -> "unknown";
          },
          state.lastMeasuredAt() == null ? null : state.took().toNanos() / 1_000 / 1_000.0,
          state.lastMeasuredAt(),
          failure == null ? null : failure.reason().label() + ": " + failure.detail());
    }
  }
}
