package io.orchestratex.session.conversation;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.idempotency.IdempotencyKey;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.telemetry.TraceContext;
import io.orchestratex.session.idempotency.Idempotency;
import io.orchestratex.session.idempotency.Idempotency.Claim;
import io.orchestratex.session.idempotency.Idempotency.End;
import io.orchestratex.session.provider.AnswerTimer;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.ProviderSettings;
import io.orchestratex.session.wire.WireName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Named;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Sending prompts and reading the history. */
@Controller("/api/v1/threads/{threadId}/responses")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Responses", description = "Prompts and what models answered.")
class ResponseController {

  private static final String THREAD_ID = "The thread's id";
  private static final String THREAD_EXAMPLE = "6746f0c5c1e4b53d9f0a7c12";

  private final Conversations conversations;
  private final Prompts prompts;
  private final Idempotency idempotency;
  private final ConversationSettings settings;
  private final ProviderSettings providerSettings;
  private final ScheduledExecutorService timer;

  ResponseController(
      Conversations conversations,
      Prompts prompts,
      Idempotency idempotency,
      ConversationSettings settings,
      ProviderSettings providerSettings,
      @Named(AnswerTimer.NAME) ScheduledExecutorService timer) {
    this.conversations = conversations;
    this.prompts = prompts;
    this.idempotency = idempotency;
    this.settings = settings;
    this.providerSettings = providerSettings;
    this.timer = timer;
  }

  /**
   * A prompt for a model.
   *
   * @param prompt what the model is asked, up to 100000 characters; not blank. The thread's earlier
   *     prompts and answers are sent along, the latest ones where not all of them fit
   * @param model an id from {@code GET /api/v1/models}, or provider/model; the default model when
   *     left out
   * @param settings how the model is asked; what is left out is for the provider to decide
   * @param stream true for server-sent events, false for one JSON document; when left out, the
   *     header {@code Accept: text/event-stream} asks for events
   */
  @Introspected
  @Schema(name = "Prompt")
  record PromptBody(
      @NotBlank @Size(max = 100_000) String prompt,
      @Size(max = 200) @Nullable String model,
      @Valid @Nullable ModelSettings settings,
      @Nullable Boolean stream) {

    Prompts.Question question(String defaultModel) {
      return new Prompts.Question(
          prompt,
          model == null || model.isBlank() ? defaultModel : model,
          settings == null ? ModelSettings.NONE : settings);
    }
  }

  /**
   * A prompt and its answer.
   *
   * @param id 24 hex digits
   * @param threadId the thread that it belongs to
   * @param sessionId the session that it belongs to
   * @param iteration position of the prompt in its thread, from 1
   * @param provider the provider that answered; while pending, the one that is going to
   * @param modelName the model that answered; while pending, the one that is going to
   * @param prompt what the model was asked
   * @param responseText the whole answer, or what had arrived when it failed or was cancelled
   * @param status {@code pending} until the answer has ended: {@code completed}, {@code failed} or
   *     {@code cancelled}
   * @param tokensUsed input and output tokens together
   * @param inputTokens tokens of the prompt and the history that was sent along
   * @param outputTokens tokens of the answer
   * @param costUsd exact cost in US dollars
   * @param responseTimeMs milliseconds from the prompt to the end of the answer
   * @param createdAt when the prompt was taken
   * @param cached true when the answer came from a cache and no provider was called
   * @param failureReason why it failed or was cancelled; left out for others
   * @param finishReason why the model stopped, in the provider's own word: {@code stop} at the end
   *     of what it had to say, {@code length} at the limit of tokens, {@code content_filter},
   *     {@code tool_calls}, or another one; left out when it did not say
   */
  @Schema(name = "ModelResponse")
  record ResponseView(
      String id,
      String threadId,
      String sessionId,
      int iteration,
      String provider,
      String modelName,
      String prompt,
      String responseText,
      ResponseStatus status,
      long tokensUsed,
      long inputTokens,
      long outputTokens,
      BigDecimal costUsd,
      long responseTimeMs,
      Instant createdAt,
      boolean cached,
      @Nullable String failureReason,
      @Nullable String finishReason) {

    static ResponseView of(ModelResponse response) {
      return new ResponseView(
          response.id(),
          response.threadId(),
          response.sessionId(),
          response.iteration(),
          response.provider(),
          response.modelName(),
          response.prompt(),
          response.responseText(),
          response.status(),
          response.usage().total(),
          response.usage().inputTokens(),
          response.usage().outputTokens(),
          response.costUsd(),
          response.responseTimeMs(),
          response.createdAt(),
          response.cached(),
          response.failureReason(),
          response.finishReason());
    }
  }

  private static final String ASK =
      "The session's owner or an admin may, as long as the session is active. The answer is stored"
          + " and charged to the session. It comes as one document, or as server-sent events when"
          + " the body says `stream: true` or, without that, the header says `Accept:"
          + " text/event-stream`. A client that leaves a stream early ends the model's work: what had arrived"
          + " is stored as cancelled and charged. 429 when the provider takes no more calls now or"
          + " the caller has its share of them, 503 when it cannot be reached or gives no answer.";

  @Post(produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      operationId = "sendPrompt",
      summary = "Send a prompt to a model",
      description = ASK,
      responses = {
        @ApiResponse(
            responseCode = "201",
            description = "The stored response, when no stream is asked for",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = ResponseView.class))),
        @ApiResponse(
            responseCode = "200",
            description = AnswerStream.EVENTS,
            content =
                @Content(
                    mediaType = MediaType.TEXT_EVENT_STREAM,
                    schema = @Schema(type = "string"),
                    examples = @ExampleObject(name = "sendPrompt", value = AnswerStream.EXAMPLE)))
      })
  HttpResponse<?> ask(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = THREAD_ID, example = THREAD_EXAMPLE) String threadId,
      @Parameter(
              description = Idempotency.KEY_DESCRIPTION,
              example = Idempotency.KEY_EXAMPLE,
              schema = @Schema(type = "string", pattern = Idempotency.KEY_PATTERN))
          @Header(IdempotencyKey.HEADER)
          @Nullable String idempotencyKey,
      @Body @Valid PromptBody body) {
    boolean stream =
        Boolean.TRUE.equals(body.stream())
            || (body.stream() == null
                && request.getHeaders().accept().contains(MediaType.TEXT_EVENT_STREAM_TYPE));
    Idempotency.Request operation =
        new Idempotency.Request(
            "POST threads/" + threadId + "/responses",
            new PromptBody(body.prompt(), body.model(), body.settings(), null));
    Prompts.Question question = body.question(providerSettings.defaultModel());
    return stream
        ? stream(request, caller, threadId, idempotencyKey, operation, question)
        : whole(caller, threadId, idempotencyKey, operation, question);
  }

  private HttpResponse<?> whole(
      Caller caller,
      String threadId,
      @Nullable String idempotencyKey,
      Idempotency.Request operation,
      Prompts.Question question) {
    Start start = start(caller, idempotencyKey, operation);
    ModelResponse response =
        idempotency.settledIfRefused(
            start.claim(),
            () ->
                start
                    .before()
                    .orElseGet(
                        () -> answer(caller, threadId, start.claim().resourceId(), question)));
    idempotency.settle(start.claim(), End.DONE);
    return HttpResponse.created(ResponseView.of(response));
  }

  /**
   * How a request starts.
   *
   * @param before the answer of an earlier try; when there is none, one may begin under the id of
   *     the claim
   */
  private record Start(Claim claim, Optional<ModelResponse> before) {}

  private Start start(
      Caller caller, @Nullable String idempotencyKey, Idempotency.Request operation) {
    Claim claim = idempotency.claim(caller, idempotencyKey, operation);
    return idempotency.settledIfRefused(
        claim,
        () -> {
          Optional<ModelResponse> before =
              claim.entryId() == null ? Optional.empty() : prompts.madeBefore(claim.resourceId());
          if (before.isEmpty() && claim.done()) {
            throw Idempotency.gone();
          }
          // No caller has had that answer, and nothing was charged for it.
          return before
                  .filter(made -> Settlement.ABANDONED.equals(made.failureReason()))
                  .isPresent()
              ? new Start(idempotency.again(claim), Optional.empty())
              : new Start(claim, before.map(ResponseController::completed));
        });
  }

  private ModelResponse answer(
      Caller caller, String threadId, String id, Prompts.Question question) {
    AnswerFuture future = new AnswerFuture();
    prompts.ask(caller, threadId, id, question, future);
    return future.await();
  }

  private static ModelResponse completed(ModelResponse response) {
    return switch (response.status()) {
      case COMPLETED -> response;
      case PENDING -> throw Idempotency.stillRunning();
      case FAILED, CANCELLED ->
          throw FailureException.unavailable(
              "provider.failed", "No answer: " + response.failureReason() + ".", null);
    };
  }

  private HttpResponse<?> stream(
      HttpRequest<?> request,
      Caller caller,
      String threadId,
      @Nullable String idempotencyKey,
      Idempotency.Request operation,
      Prompts.Question question) {
    Start start = start(caller, idempotencyKey, operation);
    Claim claim = start.claim();
    if (start.before().isPresent()) {
      idempotency.settle(claim, End.DONE);
      ResponseView stored = ResponseView.of(start.before().get());
      return events(
          Flux.just(
              Event.of(Map.of("text", stored.responseText())).name("token"),
              Event.of(stored).name("done")));
    }
    AnswerStream answer =
        new AnswerStream(
            ResponseView::of,
            failure ->
                idempotency.settle(claim, failure == null ? End.DONE : Idempotency.endOf(failure)),
            request.getPath(),
            TraceContext.traceIdOf(request),
            settings.pingInterval(),
            timer);
    try {
      Answer asked =
          idempotency.settledIfRefused(
              claim, () -> prompts.ask(caller, threadId, claim.resourceId(), question, answer));
      return events(Flux.from(answer.events(() -> asked.cancel(Settlement.CLIENT_LEFT))));
    } catch (RuntimeException e) {
      answer.abandon();
      throw e;
    }
  }

  private static HttpResponse<?> events(Flux<? extends Event<?>> events) {
    return HttpResponse.ok(events)
        .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-cache")
        .header("X-Accel-Buffering", "no");
  }

  @Get
  @Operation(
      operationId = "listResponses",
      summary = "List the prompts and answers of a thread",
      description =
          "In the order of the prompts. A page ends early when its texts grow large:"
              + " `paging.limit` says how many it holds, and the next one begins at offset + limit.",
      responses = @ApiResponse(responseCode = "200", description = "A page of responses"))
  Page<ResponseView> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = THREAD_ID, example = THREAD_EXAMPLE) String threadId,
      @Parameter(
              description = "Only responses in this status; completed ones when left out",
              example = "completed",
              schema = @Schema(implementation = ResponseStatus.class))
          @QueryValue
          @Nullable String status,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "status");
    ResponseStatus wanted = WireName.filter(ResponseStatus.class, "status", status);
    Page<ModelResponse> responses =
        conversations.responses(
            caller, threadId, wanted == null ? ResponseStatus.COMPLETED : wanted, page);
    List<ResponseView> views = responses.items().stream().map(ResponseView::of).toList();
    return new Page<>(views, responses.paging());
  }
}
