package io.orchestratex.alert.lifecycle;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.alert.lifecycle.AlertStore.Filter;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.apidocs.DocumentPatterns;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.TextLength;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Alerts over HTTP. */
@Controller("/api/v1/alerts")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(
    name = "Alerts",
    description =
        "Conditions that are worth a person's attention: raised by rules, ended by measurements or by hand.")
class AlertController {

  private static final Duration SILENT_AFTER = Duration.ofMinutes(5);

  private final AlertStore alerts;
  private final AlertCommands commands;
  private final InstantSource clock;

  AlertController(AlertStore alerts, AlertCommands commands, InstantSource clock) {
    this.alerts = alerts;
    this.commands = commands;
    this.clock = clock;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listAlerts",
      summary = "List alerts",
      description = "Newest first: those that began last. Filters are combined by and.")
  Page<AlertView> list(
      HttpRequest<?> request,
      @Parameter(
              description = "Only alerts that have ended (true), or have not (false)",
              schema = @Schema(type = "boolean"),
              example = "false")
          @Nullable
          @QueryValue
          String resolved,
      @Parameter(
              description = "Only alerts of this severity",
              schema = @Schema(implementation = Severity.class),
              example = "critical")
          @Nullable
          @QueryValue
          String severity,
      @Parameter(
              description = "Only alerts of the rule with this id",
              example = "collection-shrank")
          @Nullable
          @QueryValue
          String rule,
      @Parameter(description = "Only alerts about this target", example = "mongodb")
          @Nullable
          @QueryValue
          String target,
      @Parameter(
              description = "Only alerts whose message contains this, in letters of either case",
              example = "shrank")
          @Nullable
          @QueryValue
          String q,
      @Parameter(
              description = "Only alerts that began at this time or later; or -24h",
              example = "-7d")
          @Nullable
          @QueryValue
          String from,
      @Parameter(description = "Only alerts that began before this time; or now", example = "now")
          @Nullable
          @QueryValue
          String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "resolved", "severity", "rule", "target", "q", "from", "to");
    Filter filter =
        new Filter(
            resolvedOf(resolved),
            severityOf(severity),
            rule,
            target,
            TextFilter.read("q", q),
            TimeRange.read(from, to, clock.instant()));
    Page<Alert> found = alerts.list(filter, page);
    return new Page<>(views(found.items()), found.paging());
  }

  private List<AlertView> views(List<Alert> found) {
    List<String> open =
        found.stream().filter(alert -> !alert.resolved()).map(Alert::fingerprint).toList();
    Map<String, Instant> measuredAt = alerts.measuredAt(open);
    Instant silent = clock.instant().minus(SILENT_AFTER);
    return found.stream()
        .map(alert -> {
          Instant at = alert.resolved() ? null : measuredAt.get(alert.fingerprint());
          return AlertView.of(alert, at != null && at.isBefore(silent) ? at : null);
        })
        .toList();
  }

  @Get("/summary")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getAlertSummary",
      summary = "Count open alerts by severity",
      description = "Acknowledged alerts are counted too; they are open until they are resolved.")
  Summary summary() {
    Map<Severity, Long> open = alerts.openBySeverity();
    return new Summary(
        new OpenAlerts(
            open.getOrDefault(Severity.LOW, 0L),
            open.getOrDefault(Severity.MEDIUM, 0L),
            open.getOrDefault(Severity.HIGH, 0L),
            open.getOrDefault(Severity.CRITICAL, 0L)),
        open.values().stream().mapToLong(Long::longValue).sum());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(operationId = "getAlert", summary = "Get an alert")
  AlertView get(
      @Parameter(description = "Id of the alert", example = "6740a1b2c3d4e5f601234567") String id) {
    return alerts
        .find(id)
        .map(alert -> views(List.of(alert)).getFirst())
        .orElseThrow(
            () -> FailureException.notFound("alert.unknown", "There is no alert " + id + "."));
  }

  @Post("/{id}/acknowledge")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "acknowledgeAlert",
      summary = "Acknowledge an open alert",
      description =
          "Says that the caller works on it; the alert stays open. An alert that was acknowledged"
              + " before, or is resolved, is refused with 409.")
  AlertView acknowledge(
      @Parameter(description = "Id of the alert", example = "6740a1b2c3d4e5f601234567") String id,
      Caller caller) {
    return AlertView.of(commands.acknowledge(id, caller.name()));
  }

  @Post("/{id}/accept")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "acceptAlert",
      summary = "Accept a change as intended",
      description =
          "For what was done on purpose, such as a collection that was dropped. Ends the alert and"
              + " closes its case; a case with other open alerts stays open. The rule takes what"
              + " is measured now for normal. A resolved alert is refused with 409.")
  AlertView accept(
      @Parameter(description = "Id of the alert", example = "6740a1b2c3d4e5f601234567") String id,
      Caller caller) {
    return AlertView.of(commands.accept(id, caller.name()));
  }

  @Post("/{id}/resolve")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "resolveAlert",
      summary = "Resolve an alert",
      description =
          "Ends the alert by hand. If the condition still holds, the rule raises a new alert."
              + " A resolved alert is refused with 409.")
  AlertView resolve(
      @Parameter(description = "Id of the alert", example = "6740a1b2c3d4e5f601234567") String id,
      @Body ResolveBody body,
      Caller caller) {
    return AlertView.of(commands.resolve(id, body.checked(), caller.name()));
  }

  private static @Nullable Boolean resolvedOf(@Nullable String text) {
    return switch (text) {
      case null -> null;
      case "true" -> true;
      case "false" -> false;
      default ->
          throw FailureException.invalid("request.invalid", "?resolved", "must be true or false");
    };
  }

  private static @Nullable Severity severityOf(@Nullable String text) {
    return text == null
        ? null
        : Severity.of(text)
            .orElseThrow(() ->
                FailureException.invalid(
                    "request.invalid", "?severity", "must be low, medium, high or critical"));
  }

  /**
   * How an alert ended.
   *
   * @param resolution what was done, for people; 1 to 2000 characters
   */
  @Schema(name = "AlertResolution")
  record ResolveBody(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              nullable = false,
              minLength = 1,
              maxLength = MAX_LENGTH,
              pattern = DocumentPatterns.NOT_BLANK)
          @Nullable String resolution) {

    private static final int MAX_LENGTH = 2_000;

    String checked() {
      if (resolution == null || resolution.isBlank() || TextLength.of(resolution) > MAX_LENGTH) {
        throw FailureException.invalid(
            "alert.invalid", "/resolution", "must have 1 to 2000 characters");
      }
      return resolution.strip();
    }
  }

  /**
   * Open alerts.
   *
   * @param open how many are open, by severity
   * @param total how many are open in all
   */
  @Schema(name = "AlertSummary")
  record Summary(OpenAlerts open, long total) {}

  /**
   * How many alerts of each severity are open.
   *
   * @param low of severity low
   * @param medium of severity medium
   * @param high of severity high
   * @param critical of severity critical
   */
  @Schema(name = "OpenAlerts")
  record OpenAlerts(long low, long medium, long high, long critical) {}
}
