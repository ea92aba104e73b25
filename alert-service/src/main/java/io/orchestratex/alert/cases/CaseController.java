package io.orchestratex.alert.cases;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.uri.UriBuilder;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.alert.cases.CaseStore.Filter;
import io.orchestratex.alert.lifecycle.AlertStore;
import io.orchestratex.alert.lifecycle.AlertView;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.apidocs.DocumentPatterns;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cases over HTTP. */
@Controller("/api/v1/cases")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(
    name = "Cases",
    description = "Work that people do about alerts. A critical alert opens one by itself.")
class CaseController {

  private final CaseStore cases;
  private final AlertStore alerts;
  private final InstantSource clock;

  CaseController(CaseStore cases, AlertStore alerts, InstantSource clock) {
    this.cases = cases;
    this.alerts = alerts;
    this.clock = clock;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listCases",
      summary = "List cases",
      description =
          "Newest first; with q the best match first. Filters are combined by and. A case in a"
              + " list has no alerts.")
  Page<CaseView> list(
      HttpRequest<?> request,
      @Parameter(
              description = "Only cases in this status",
              schema = @Schema(implementation = CaseStatus.class),
              example = "open")
          @Nullable
          @QueryValue
          String status,
      @Parameter(
              description = "Only cases of this severity",
              schema = @Schema(implementation = Severity.class),
              example = "critical")
          @Nullable
          @QueryValue
          String severity,
      @Parameter(
              description = "Only cases of this priority",
              schema = @Schema(implementation = Priority.class),
              example = "urgent")
          @Nullable
          @QueryValue
          String priority,
      @Parameter(
              description = "Only cases of the user with this id",
              schema = @Schema(pattern = CaseBody.USER_ID_PATTERN),
              example = "6740a1b2c3d4e5f600000001")
          @Nullable
          @QueryValue
          String assignee,
      @Parameter(
              description = "Only cases with this tag",
              schema =
                  @Schema(minLength = 1, maxLength = 200, pattern = DocumentPatterns.NOT_BLANK),
              example = "checkout")
          @Nullable
          @QueryValue
          String tag,
      @Parameter(
              description = "Words to look for in title, description and tags",
              schema =
                  @Schema(minLength = 1, maxLength = 200, pattern = DocumentPatterns.NOT_BLANK),
              example = "checkout")
          @Nullable
          @QueryValue
          String q,
      @Parameter(description = "Only cases opened at this time or later; or -24h", example = "-7d")
          @Nullable
          @QueryValue
          String from,
      @Parameter(description = "Only cases opened before this time; or now", example = "now")
          @Nullable
          @QueryValue
          String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(
        request, "status", "severity", "priority", "assignee", "tag", "q", "from", "to");
    CaseQuery query = new CaseQuery();
    TimeRange opened = TimeRange.read(from, to, clock.instant());
    Filter filter = query.filter(status, severity, priority, assignee, tag, q, opened);
    Page<Case> found = cases.list(filter, page);
    return new Page<>(
        found.items().stream().map(one -> CaseView.of(one, null)).toList(), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "getCase",
      summary = "Get a case",
      description = "With its newest alerts and its timeline.")
  CaseView get(
      @Parameter(description = "Id of the case", example = "6740a1b2c3d4e5f6089abcde") String id) {
    return whole(cases.find(id).orElseThrow(() -> unknown(id)));
  }

  @Post
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "openCase",
      summary = "Open a case",
      description = "With an alert_id the case is about that alert, and the alert names the case.")
  @ApiResponse(
      responseCode = "201",
      useReturnTypeSchema = true,
      description = "The new case",
      headers =
          @Header(
              name = "Location",
              description = "Path of the new case",
              schema = @Schema(type = "string", format = "uri-reference")))
  HttpResponse<CaseView> open(@Body CaseBody body, Caller caller) {
    CaseRules.Opening wanted = body.checked();
    Instant now = now();
    String alertId = body.alertId();
    if (alertId != null && alerts.find(alertId).isEmpty()) {
      throw FailureException.invalid("case.invalid", "/alert_id", "names no alert");
    }
    Case opened =
        cases.open(id -> CaseRules.open(id, wanted, alertId, caller.name(), now), alertId);
    return HttpResponse.created(
        whole(opened), UriBuilder.of("/api/v1/cases").path(opened.id()).build());
  }

  @Post("/{id}/alerts")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "linkAlert",
      summary = "Link an alert to a case",
      description = "An alert belongs to one case; the link to another case is replaced.")
  CaseView link(
      @Parameter(description = "Id of the case", example = "6740a1b2c3d4e5f6089abcde") String id,
      @Body LinkBody body,
      Caller caller) {
    String alertId = body.alertId();
    if (alertId == null || alerts.find(alertId).isEmpty()) {
      throw FailureException.invalid("case.invalid", "/alert_id", "names no alert");
    }
    return whole(link(id, alertId, caller, now()));
  }

  @Patch("/{id}")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      operationId = "editCase",
      summary = "Change a case, or note something on it",
      description =
          "What is left out stays; an assignee of null unassigns; a note becomes an entry of the"
              + " timeline. An open case can become"
              + " in_progress or resolved, one in progress open or resolved, a resolved one closed"
              + " or open, a closed one open; other moves are refused with 409. With a version"
              + " the case is changed only if that is the stored one, else 409.")
  CaseView edit(
      @Parameter(description = "Id of the case", example = "6740a1b2c3d4e5f6089abcde") String id,
      @Body CaseEditBody body,
      Caller caller) {
    CaseRules.Edit edit = body.checked();
    Instant now = now();
    return whole(
        cases
            .change(id, old -> CaseRules.edit(old, edit, caller.name(), now))
            .orElseThrow(() -> unknown(id)));
  }

  private Case link(String id, String alertId, Caller caller, Instant now) {
    return cases
        .link(id, alertId, (old, alert) -> CaseRules.linked(old, alert, caller.name(), now))
        .orElseThrow(() -> unknown(id));
  }

  private CaseView whole(Case found) {
    List<AlertView> linked = alerts.ofCase(found.id()).stream().map(AlertView::of).toList();
    return CaseView.of(found, linked);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static FailureException unknown(String id) {
    return FailureException.notFound("case.unknown", "There is no case " + id + ".");
  }

  /**
   * Which alert to link.
   *
   * @param alertId id of the alert, 24 hex digits
   */
  @Schema(name = "AlertLink")
  record LinkBody(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, nullable = false)
          @Nullable String alertId) {}
}
