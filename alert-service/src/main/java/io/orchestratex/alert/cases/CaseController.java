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
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
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
@Tag(name = "Cases")
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
      summary = "Cases, newest first; by status, severity, priority, assignee and tag",
      description = "q looks for words in title, description and tags; the best match comes first.")
  Page<CaseView> list(
      HttpRequest<?> request,
      @Nullable @QueryValue String status,
      @Nullable @QueryValue String severity,
      @Nullable @QueryValue String priority,
      @Nullable @QueryValue String assignee,
      @Nullable @QueryValue String tag,
      @Nullable @QueryValue String q,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status", "severity", "priority", "assignee", "tag", "q");
    CaseQuery query = new CaseQuery();
    Filter filter = query.filter(status, severity, priority, assignee, tag, q);
    Page<Case> found = cases.list(filter, page);
    return new Page<>(
        found.items().stream().map(one -> CaseView.of(one, null)).toList(), found.paging());
  }

  @Get("/{id}")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(summary = "One case with its alerts and its timeline")
  CaseView get(String id) {
    return whole(cases.find(id).orElseThrow(() -> unknown(id)));
  }

  @Post
  @RolesAllowed(Role.OPERATOR)
  @Operation(summary = "Opens a case, with an alert_id from an alert")
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
  @Operation(summary = "Links an alert to a case")
  CaseView link(String id, @Body LinkBody body, Caller caller) {
    String alertId = body.alertId();
    if (alertId == null || alerts.find(alertId).isEmpty()) {
      throw FailureException.invalid("case.invalid", "/alert_id", "names no alert");
    }
    return whole(link(id, alertId, caller, now()));
  }

  @Patch("/{id}")
  @RolesAllowed(Role.OPERATOR)
  @Operation(
      summary = "Changes status, assignee, tags or priority",
      description =
          "An assignee of null unassigns. With a version only if that is the stored one, else 409.")
  CaseView edit(String id, @Body CaseEditBody body, Caller caller) {
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

  /** Which alert to link. */
  record LinkBody(@Nullable String alertId) {}
}
