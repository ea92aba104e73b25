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
@Tag(name = "Responses")
class ResponseController {

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
   * @param model an id from {@code GET /api/v1/models}, or provider/model; the default model when
   *     absent
   * @param stream true for server-sent events, as is {@code Accept: text/event-stream}
   */
  @Introspected
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
   * @param finishReason why the model stopped, in the provider's own word: {@code stop} at the end
   *     of what it had to say, {@code length} at the limit of tokens, {@code content_filter},
   *     {@code tool_calls}, or another one; absent when it did not say
   */
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

  @Post(produces = {MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  @RolesAllowed({Role.AGENT, Role.OPERATOR})
  @Operation(
      summary = "Sends a prompt to a model",
      description =
          "Answers with the stored response, or, when a stream is asked for, with server-sent"
              + " events: `token` {\"text\"} for each piece, then `done` with the stored response"
              + " or `error` with a problem document. Who leaves a stream early ends the model's"
              + " work; what had arrived is stored as cancelled and charged.",
      responses = {
        @ApiResponse(
            responseCode = "201",
            description = "The stored response",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = ResponseView.class))),
        @ApiResponse(
            responseCode = "200",
            description = "The answer as it comes",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM))
      })
  HttpResponse<?> ask(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      String threadId,
      @Header(IdempotencyKey.HEADER) @Nullable String idempotencyKey,
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
          // Nobody has had that answer, and nothing was charged for it.
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
      summary = "The thread's history in the order of the prompts; completed ones by default",
      description =
          "A page ends early when its texts grow large: paging.limit says how many it holds, and"
              + " the next one begins at offset + limit.")
  Page<ResponseView> list(
      HttpRequest<?> request,
      @Parameter(hidden = true) Caller caller,
      String threadId,
      @QueryValue @Nullable String status,
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
