package io.orchestratex.session.conversation;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.session.idempotency.Idempotency;
import io.orchestratex.session.wire.WireName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starting, listing, reading, ending and deleting sessions. */
@Controller("/api/v1/sessions")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Sessions")
class SessionController {

  private static final String UNTITLED = "Untitled session";

  private final Conversations conversations;
  private final Idempotency idempotency;

  SessionController(Conversations conversations, Idempotency idempotency) {
    this.conversations = conversations;
    this.idempotency = idempotency;
  }

  /**
   * What a session may be started with.
   *
   * @param title kept as it is sent, control and direction characters included; a program that
   *     shows it on a terminal or a page cleans it. NUL and half a surrogate pair are refused
   * @param metadata a small tree of plain values; keys hold no dot and begin with no dollar sign
   */
  @Introspected
  record NewSession(
      @Size(max = 200) @Nullable String title, @Nullable Map<String, Object> metadata) {}

  record SessionView(
      String id,
      String userId,
      String title,
      SessionStatus status,
      Instant createdAt,
      Instant sessionStart,
      @Nullable Instant sessionEnd,
      long totalTokens,
      BigDecimal totalCost,
      int threadCount,
      @Nullable Map<String, Object> metadata) {

    static SessionView of(Session session) {
      return new SessionView(
          session.id(),
          session.userId(),
          session.title(),
          session.status(),
          session.createdAt(),
          session.sessionStart(),
          session.sessionEnd(),
          session.totalTokens(),
          session.totalCost(),
          session.threadCount(),
          session.metadata().isEmpty() ? null : session.metadata());
    }
  }

  @Post
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      summary = "Starts a session of the caller",
      responses = @ApiResponse(responseCode = "201", description = "The session"))
  SessionView start(
      @Parameter(hidden = true) Caller caller,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      @Body @Valid NewSession session) {
    String given = session.title();
    String title = given == null || given.isBlank() ? UNTITLED : given.strip();
    return idempotency.once(
        caller,
        idempotencyKey,
        new Idempotency.Request("POST sessions", session),
        id -> conversations.madeBefore(caller, id).map(SessionView::of),
        id -> SessionView.of(conversations.start(caller, id, title, session.metadata())));
  }

  @Get
  @Operation(summary = "Sessions that the caller may read, newest first; without their metadata")
  Page<SessionView> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @QueryValue @Nullable String status,
      @QueryValue("user_id") @Nullable String userId,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status", "user_id");
    Page<Session> sessions =
        conversations.sessions(
            caller, userId, WireName.filter(SessionStatus.class, "status", status), page);
    return new Page<>(sessions.items().stream().map(SessionView::of).toList(), sessions.paging());
  }

  @Get("/{id}")
  @Operation(summary = "One session")
  SessionView get(@Parameter(hidden = true) Caller caller, String id) {
    return SessionView.of(conversations.session(caller, id));
  }

  @Post("/{id}/end")
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(summary = "Ends a session; ending it again changes nothing")
  SessionView end(@Parameter(hidden = true) Caller caller, String id) {
    return SessionView.of(conversations.end(caller, id));
  }

  @Delete("/{id}")
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      summary = "Deletes a session with its threads and answers",
      responses = @ApiResponse(responseCode = "204", description = "It is gone"))
  HttpResponse<?> delete(@Parameter(hidden = true) Caller caller, String id) {
    conversations.delete(caller, id);
    return HttpResponse.noContent();
  }
}
