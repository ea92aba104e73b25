package io.orchestratex.session.conversation;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;

/** What sessions used. */
@Controller("/api/v1/analytics")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Analytics", description = "What sessions used.")
class AnalyticsController {

  private final Conversations conversations;

  AnalyticsController(Conversations conversations) {
    this.conversations = conversations;
  }

  @Get("/sessions/{id}")
  @Operation(
      operationId = "getSessionAnalytics",
      summary = "Get what a session used per model",
      description =
          "Tokens, cost and response time of all answers of the session, the dearest model first.",
      responses = @ApiResponse(responseCode = "200", description = "The session's use of models"))
  SessionAnalytics session(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = "The session's id", example = "6746f0a2c1e4b53d9f0a7c11")
          String id) {
    return conversations.analytics(caller, id);
  }
}
