package io.orchestratex.session.conversation;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
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
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Opening and reading threads. */
@Controller("/api/v1")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Threads")
class ThreadController {

  private final Conversations conversations;
  private final Idempotency idempotency;

  ThreadController(Conversations conversations, Idempotency idempotency) {
    this.conversations = conversations;
    this.idempotency = idempotency;
  }

  /**
   * What a thread is opened with.
   *
   * @param domain what it is about, in a word or two
   */
  @Introspected
  record NewThread(
      @NotBlank @Size(max = 100) String domain, @Size(max = 200) @Nullable String title) {}

  record ThreadView(
      String id, String sessionId, String domain, String title, Instant createdAt, int iterations) {
    static ThreadView of(ConversationThread thread) {
      return new ThreadView(
          thread.id(),
          thread.sessionId(),
          thread.domain(),
          thread.title(),
          thread.createdAt(),
          thread.iterations());
    }
  }

  @Post("/sessions/{id}/threads")
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      summary = "Opens a thread in a session",
      responses = @ApiResponse(responseCode = "201", description = "The thread"))
  ThreadView open(
      @Parameter(hidden = true) Caller caller,
      String id,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
      @Body @Valid NewThread thread) {
    String given = thread.title();
    String domain = thread.domain().strip();
    String title = given == null || given.isBlank() ? domain : given.strip();
    return idempotency.once(
        caller,
        idempotencyKey,
        new Idempotency.Request("POST sessions/" + id + "/threads", thread),
        threadId -> conversations.threadMadeBefore(caller, threadId).map(ThreadView::of),
        threadId -> ThreadView.of(conversations.openThread(caller, id, threadId, domain, title)));
  }

  @Get("/sessions/{id}/threads")
  @Operation(summary = "Threads of a session, newest first")
  Page<ThreadView> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      String id,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    Page<ConversationThread> threads = conversations.threads(caller, id, page);
    return new Page<>(threads.items().stream().map(ThreadView::of).toList(), threads.paging());
  }

  @Get("/threads/{id}")
  @Operation(summary = "One thread")
  ThreadView get(@Parameter(hidden = true) Caller caller, String id) {
    return ThreadView.of(conversations.thread(caller, id));
  }
}
