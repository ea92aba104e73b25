package io.orchestratex.session.conversation;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;

/** What sessions used. */
@Controller("/api/v1/analytics")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Analytics")
class AnalyticsController {

  private final Conversations conversations;

  AnalyticsController(Conversations conversations) {
    this.conversations = conversations;
  }

  @Get("/sessions/{id}")
  @Operation(summary = "Tokens, cost and response time of a session per model, dearest first")
  SessionAnalytics session(@Parameter(hidden = true) Caller caller, String id) {
    return conversations.analytics(caller, id);
  }
}
