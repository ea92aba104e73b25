package io.orchestratex.session.conversation;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
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
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import io.orchestratex.session.idempotency.Idempotency;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Opening, forking and reading threads. */
@Controller("/api/v1")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(
    name = "Threads",
    description =
        "Lines of prompts and answers within a session; each prompt sees those before it.")
class ThreadController {

  private static final String SESSION_ID = "The session's id";
  private static final String SESSION_EXAMPLE = "6746f0a2c1e4b53d9f0a7c11";
  private static final String THREAD_EXAMPLE = "6746f0c5c1e4b53d9f0a7c12";

  private final Conversations conversations;
  private final Idempotency idempotency;
  private final InstantSource clock;

  ThreadController(Conversations conversations, Idempotency idempotency, InstantSource clock) {
    this.conversations = conversations;
    this.idempotency = idempotency;
    this.clock = clock;
  }

  /**
   * What a thread is opened with.
   *
   * @param domain what it is about, in a word or two, up to 100 characters; not blank
   * @param title what the thread is called, up to 200 characters; the domain when left out or blank
   */
  @Introspected
  record NewThread(
      @NotBlank @Size(max = 100) String domain, @Size(max = 200) @Nullable String title) {}

  /**
   * A thread of a session.
   *
   * @param id 24 hex digits
   * @param sessionId the session that it belongs to
   * @param domain what it is about, in a word or two
   * @param title what the thread is called
   * @param createdAt when it was opened
   * @param iterations how many prompts it was sent, the failed and cancelled ones and those before
   *     a fork included
   * @param forkedFrom where its own prompts begin; left out for a thread that is no fork
   */
  record ThreadView(
      String id,
      String sessionId,
      String domain,
      String title,
      Instant createdAt,
      int iterations,
      @Nullable ForkPoint forkedFrom) {

    /**
     * A prompt behind which a fork begins.
     *
     * @param threadId the thread in which the prompt stands
     * @param iteration its position there
     */
    @Schema(name = "ForkPoint")
    record ForkPoint(String threadId, int iteration) {}

    static ThreadView of(ConversationThread thread) {
      return new ThreadView(
          thread.id(),
          thread.sessionId(),
          thread.domain(),
          thread.title(),
          thread.createdAt(),
          thread.iterations(),
          thread.lineage().isEmpty() ? null : forkPoint(thread.lineage().getLast()));
    }

    private static ForkPoint forkPoint(ConversationThread.SharedPart part) {
      return new ForkPoint(part.threadId(), part.last());
    }
  }

  /**
   * How a thread is forked.
   *
   * @param iteration the last prompt that both threads share, from 1; the latest when left out
   * @param title what the new thread is called, up to 200 characters; as the other when left out or
   *     blank
   */
  @Introspected
  record Fork(
      @Schema(minimum = "1") @Nullable Integer iteration,
      @Size(max = 200) @Nullable String title) {}

  @Post("/sessions/{id}/threads")
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "openThread",
      summary = "Open a thread in a session",
      description = "The session's owner or an admin may, as long as the session is active.",
      responses = @ApiResponse(responseCode = "201", description = "The thread that was opened"))
  ThreadView open(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = SESSION_ID, example = SESSION_EXAMPLE) String id,
      @Parameter(
              description = Idempotency.KEY_DESCRIPTION,
              example = Idempotency.KEY_EXAMPLE,
              schema = @Schema(type = "string", pattern = Idempotency.KEY_PATTERN))
          @Header(IdempotencyKey.HEADER)
          @Nullable String idempotencyKey,
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
  @Operation(
      operationId = "listThreads",
      summary = "List the threads of a session",
      description = "Newest first.",
      responses = @ApiResponse(responseCode = "200", description = "A page of threads"))
  Page<ThreadView> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = SESSION_ID, example = SESSION_EXAMPLE) String id,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    Page<ConversationThread> threads = conversations.threads(caller, id, page);
    return new Page<>(threads.items().stream().map(ThreadView::of).toList(), threads.paging());
  }

  @Get("/threads/{id}")
  @Operation(
      operationId = "getThread",
      summary = "Get a thread",
      responses = @ApiResponse(responseCode = "200", description = "The thread"))
  ThreadView get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = "The thread's id", example = THREAD_EXAMPLE) String id) {
    return ThreadView.of(conversations.thread(caller, id));
  }

  @Get("/threads")
  @Operation(
      operationId = "searchThreads",
      summary = "List threads of all sessions",
      description =
          "Newest first. Operators, analysts and admins see the threads of all users, an agent its"
              + " own.",
      responses = @ApiResponse(responseCode = "200", description = "A page of threads"))
  Page<ThreadView> listAll(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = "Only threads on this subject, as it was given", example = "billing")
          @QueryValue
          @Nullable String domain,
      @Parameter(
              description = "Only threads of this user: the subject of the owner's token",
              example = "8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10")
          @QueryValue("user_id")
          @Nullable String userId,
      @Parameter(
              description = "Only threads whose title contains this, in letters of either case",
              example = "invoice")
          @QueryValue
          @Nullable String q,
      @Parameter(
              description = "Only threads opened at this time or later; or -24h",
              example = "-7d")
          @QueryValue
          @Nullable String from,
      @Parameter(description = "Only threads opened before this time; or now", example = "now")
          @QueryValue
          @Nullable String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "domain", "user_id", "q", "from", "to");
    ThreadFilter filter =
        new ThreadFilter(
            null,
            userId,
            domain,
            TextFilter.read("q", q),
            TimeRange.read(from, to, clock.instant()));
    Page<ConversationThread> threads = conversations.threads(caller, filter, page);
    return new Page<>(threads.items().stream().map(ThreadView::of).toList(), threads.paging());
  }

  @Post("/threads/{id}/fork")
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "forkThread",
      summary = "Fork a thread",
      description =
          "Opens a thread in the same session that begins as this one, up to a prompt, and goes on"
              + " by itself; nothing is copied or charged again. Its owner or an admin may, as long"
              + " as the session is active.",
      responses = @ApiResponse(responseCode = "201", description = "The new thread"))
  ThreadView fork(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = "The thread's id", example = THREAD_EXAMPLE) String id,
      @Parameter(
              description = Idempotency.KEY_DESCRIPTION,
              example = Idempotency.KEY_EXAMPLE,
              schema = @Schema(type = "string", pattern = Idempotency.KEY_PATTERN))
          @Header(IdempotencyKey.HEADER)
          @Nullable String idempotencyKey,
      @Body @Valid Fork fork) {
    String given = fork.title();
    String title = given == null || given.isBlank() ? null : given.strip();
    return idempotency.once(
        caller,
        idempotencyKey,
        new Idempotency.Request("POST threads/" + id + "/fork", fork),
        forkId -> conversations.threadMadeBefore(caller, forkId).map(ThreadView::of),
        forkId ->
            ThreadView.of(conversations.forkThread(caller, id, forkId, fork.iteration(), title)));
  }
}
