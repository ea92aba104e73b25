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
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
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
@Tag(name = "Alerts")
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
  @Operation(summary = "Alerts, newest first; by resolved, severity and rule")
  Page<AlertView> list(
      HttpRequest<?> request,
      @Nullable @QueryValue String resolved,
      @Nullable @QueryValue String severity,
      @Nullable @QueryValue String rule,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "resolved", "severity", "rule");
    Page<Alert> found =
        alerts.list(new Filter(resolvedOf(resolved), severityOf(severity), rule), page);
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
  @Operation(summary = "How many alerts are open, per severity")
  Summary summary() {
    Map<Severity, Long> open = alerts.openBySeverity();
    return new Summary(open, open.values().stream().mapToLong(Long::longValue).sum());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(summary = "One alert")
  AlertView get(String id) {
    return alerts
        .find(id)
        .map(alert -> views(List.of(alert)).getFirst())
        .orElseThrow(
            () -> FailureException.notFound("alert.unknown", "There is no alert " + id + "."));
  }

  @Post("/{id}/acknowledge")
  @RolesAllowed(Role.OPERATOR)
  @Operation(summary = "Takes notice of an open alert")
  AlertView acknowledge(String id, Caller caller) {
    return AlertView.of(commands.acknowledge(id, caller.name()));
  }

  @Post("/{id}/accept")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      summary = "Accepts that it was on purpose: ends the alert, closes its case",
      description =
          "The rule takes what is measured now for normal. In a case with other open"
              + " alerts, the case stays open.")
  AlertView accept(String id, Caller caller) {
    return AlertView.of(commands.accept(id, caller.name()));
  }

  @Post("/{id}/resolve")
  @RolesAllowed(Role.OPERATOR)
  @Operation(summary = "Ends an alert by hand, with a text that says how")
  AlertView resolve(String id, @Body ResolveBody body, Caller caller) {
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

  /** How an alert ended. */
  record ResolveBody(@Nullable String resolution) {

    private static final int MAX_LENGTH = 2_000;

    String checked() {
      if (resolution == null || resolution.isBlank() || resolution.length() > MAX_LENGTH) {
        throw FailureException.invalid(
            "alert.invalid", "/resolution", "must have 1 to 2000 characters");
      }
      return resolution.strip();
    }
  }

  /** Open alerts. */
  record Summary(Map<Severity, Long> open, long total) {}
}
