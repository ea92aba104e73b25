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
import io.micronaut.http.annotation.Patch;
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
import io.orchestratex.session.wire.MetadataRules;
import io.orchestratex.session.wire.WireName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starting, listing, reading, changing, ending and deleting sessions. */
@Controller("/api/v1/sessions")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(
    name = "Sessions",
    description =
        "Conversations of a user with models. A session holds threads and sums up what they cost.")
class SessionController {

  private static final String NOT_BLANK = "[\\s\\S]*\\S[\\s\\S]*";
  private static final String UNTITLED = "Untitled session";
  private static final String ID = "The session's id";
  private static final String ID_EXAMPLE = "6746f0a2c1e4b53d9f0a7c11";
  private static final String USER_EXAMPLE = "8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10";

  private final Conversations conversations;
  private final Idempotency idempotency;
  private final InstantSource clock;

  SessionController(Conversations conversations, Idempotency idempotency, InstantSource clock) {
    this.conversations = conversations;
    this.idempotency = idempotency;
    this.clock = clock;
  }

  /**
   * What a session may be started with.
   *
   * @param title what the session is called, up to 200 characters; {@code Untitled session} when
   *     left out or blank. Spaces at its ends are cut; else it is kept as sent, control and
   *     direction characters included, so a program that shows it on a terminal or a page cleans
   *     it. NUL and half a surrogate pair are refused
   * @param metadata anything that the client wants to keep with the session: a JSON object of up to
   *     100 keys and list elements in up to 5 levels. A key has 1 to 64 characters, holds no dot
   *     and begins with no dollar sign; a text has up to 2000 characters, a whole number up to 64
   *     bits
   * @param tags words to find it by: up to 20 of up to 50 characters each, not blank
   */
  @Introspected
  record NewSession(
      @Size(max = 200) @Nullable String title,
      @Nullable Map<String, Object> metadata,
      @Nullable List<@Nullable String> tags) {

    SessionLabel label() {
      List<String> checked = TagRules.checked(tags);
      return new SessionLabel(
          title == null || title.isBlank() ? UNTITLED : title.strip(),
          checked == null ? List.of() : checked,
          MetadataRules.checked("/metadata", metadata));
    }
  }

  /**
   * A change of a session; what is left out stays as it is.
   *
   * @param title what it is called from now on, up to 200 characters; not blank
   * @param metadata what is kept with it from now on, in place of all that was; empty for nothing
   * @param tags its tags from now on, in place of all that were; empty for none
   * @param version the session's version as the caller saw it: where another change came first,
   *     this one is refused with 409; left out to change whatever is there
   */
  @Introspected
  record SessionChange(
      @Size(max = 200) @Pattern(regexp = NOT_BLANK, message = "must not be blank")
          @Nullable String title,
      @Nullable Map<String, Object> metadata,
      @Nullable List<@Nullable String> tags,
      @Nullable Long version) {

    SessionEdit edit() {
      return new SessionEdit(
          title == null ? null : title.strip(),
          TagRules.checked(tags),
          metadata == null ? null : MetadataRules.checked("/metadata", metadata),
          version);
    }
  }

  /**
   * A session with its totals.
   *
   * @param id 24 hex digits
   * @param userId the owner: the subject of the token that started it
   * @param title what the session is called
   * @param status {@code active}, or {@code ended}: it takes no more prompts and stays readable
   * @param createdAt when it was made
   * @param sessionStart when it began, which is when it was made
   * @param sessionEnd when it was ended; left out while it is active
   * @param totalTokens tokens of all its prompts and answers, the failed and cancelled ones
   *     included
   * @param totalCost exact cost of all its answers in US dollars
   * @param threadCount how many threads it has
   * @param metadata what the client keeps with it; left out when that is nothing, and in lists
   * @param tags words to find it by; left out when there are none
   * @param version grows by one with each change, also of its threads and answers
   */
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
      @Nullable Map<String, Object> metadata,
      @Nullable List<String> tags,
      long version) {

    static SessionView of(Session session) {
      return new SessionView(
          session.id(),
          session.userId(),
          session.label().title(),
          session.status(),
          session.createdAt(),
          session.sessionStart(),
          session.sessionEnd(),
          session.totalTokens(),
          session.totalCost(),
          session.threadCount(),
          session.label().metadata().isEmpty() ? null : session.label().metadata(),
          session.label().tags().isEmpty() ? null : session.label().tags(),
          session.version());
    }
  }

  @Post
  @Status(HttpStatus.CREATED)
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "startSession",
      summary = "Start a session",
      description = "The session belongs to the caller. Open a thread in it to send prompts.",
      responses = @ApiResponse(responseCode = "201", description = "The session that was started"))
  SessionView start(
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description = Idempotency.KEY_DESCRIPTION,
              example = Idempotency.KEY_EXAMPLE,
              schema = @Schema(type = "string", pattern = Idempotency.KEY_PATTERN))
          @Header(IdempotencyKey.HEADER)
          @Nullable String idempotencyKey,
      @Body @Valid NewSession session) {
    SessionLabel label = session.label();
    return idempotency.once(
        caller,
        idempotencyKey,
        new Idempotency.Request("POST sessions", session),
        id -> conversations.madeBefore(caller, id).map(SessionView::of),
        id -> SessionView.of(conversations.start(caller, id, label)));
  }

  @Get
  @Operation(
      operationId = "listSessions",
      summary = "List sessions",
      description =
          "Newest first, without their metadata. Operators, analysts and admins see the sessions of"
              + " all users, an agent its own.",
      responses = @ApiResponse(responseCode = "200", description = "A page of sessions"))
  Page<SessionView> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description = "Only sessions in this status",
              example = "active",
              schema = @Schema(implementation = SessionStatus.class))
          @QueryValue
          @Nullable String status,
      @Parameter(
              description = "Only sessions of this user: the subject of the owner's token",
              example = USER_EXAMPLE)
          @QueryValue("user_id")
          @Nullable String userId,
      @Parameter(
              description = "Only sessions whose title contains this, in letters of either case",
              example = "invoice")
          @QueryValue
          @Nullable String q,
      @Parameter(description = "Only sessions with this tag, as it was given", example = "billing")
          @QueryValue
          @Nullable String tag,
      @Parameter(
              description = "Only sessions started at this time or later; or -24h",
              example = "-7d")
          @QueryValue
          @Nullable String from,
      @Parameter(description = "Only sessions started before this time; or now", example = "now")
          @QueryValue
          @Nullable String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status", "user_id", "q", "tag", "from", "to");
    SessionFilter filter =
        new SessionFilter(
            userId,
            WireName.filter(SessionStatus.class, "status", status),
            TextFilter.read("q", q),
            tag,
            TimeRange.read(from, to, clock.instant()));
    Page<Session> sessions = conversations.sessions(caller, filter, page);
    return new Page<>(sessions.items().stream().map(SessionView::of).toList(), sessions.paging());
  }

  @Get("/{id}")
  @Operation(
      operationId = "getSession",
      summary = "Get a session",
      responses = @ApiResponse(responseCode = "200", description = "The session"))
  SessionView get(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return SessionView.of(conversations.session(caller, id));
  }

  @Patch("/{id}")
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "changeSession",
      summary = "Change a session's title, tags or metadata",
      description = "Its owner or an admin may, also when it has ended.",
      responses = @ApiResponse(responseCode = "200", description = "The session as it is now"))
  SessionView change(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = ID, example = ID_EXAMPLE) String id,
      @Body @Valid SessionChange change) {
    return SessionView.of(conversations.edit(caller, id, change.edit()));
  }

  @Post("/{id}/end")
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "endSession",
      summary = "End a session",
      description =
          "Its owner or an admin may. The session takes no more threads and prompts and stays"
              + " readable; an answer that is under way is finished. Ending it again changes nothing.",
      responses = @ApiResponse(responseCode = "200", description = "The session, which has ended"))
  SessionView end(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = ID, example = ID_EXAMPLE) String id) {
    return SessionView.of(conversations.end(caller, id));
  }

  @Delete("/{id}")
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "deleteSession",
      summary = "Delete a session with its threads and answers",
      description = "Its owner or an admin may. It cannot be undone.",
      responses = @ApiResponse(responseCode = "204", description = "The session is gone"))
  HttpResponse<?> delete(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = ID, example = ID_EXAMPLE) String id) {
    conversations.delete(caller, id);
    return HttpResponse.noContent();
  }
}
