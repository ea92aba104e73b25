package io.orchestratex.session.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import io.orchestratex.session.ownership.OwnershipRules;
import io.orchestratex.session.prompt.AnswerSource;
import io.orchestratex.session.prompt.PreparedAnswer;
import io.orchestratex.session.prompt.Prompt;
import io.orchestratex.session.prompt.PromptPipeline;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.wire.WireName;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores prompts and their answers around the {@link PromptPipeline}, which brings the answers.
 * Before an answer begins it is stored as pending, under a lease that this process renews; an
 * answer whose lease ran out (its process was killed) is settled as failed by the first process
 * that sees it.
 */
@Singleton
class Prompts {

  private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);
  private static final int SWEEP_AT_ONCE = 100;

  private final ConversationStore store;
  private final Conversations conversations;
  private final PromptPipeline pipeline;
  private final ConversationSettings settings;
  private final InstantSource clock;
  private final ExecutorService blocking;
  private final MeterRegistry metrics;
  private final Map<String, Answer> underWay = new ConcurrentHashMap<>();
  private volatile Set<String> expiredBefore = Set.of();

  Prompts(
      ConversationStore store,
      Conversations conversations,
      PromptPipeline pipeline,
      ConversationSettings settings,
      InstantSource clock,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
      MeterRegistry metrics) {
    this.store = store;
    this.conversations = conversations;
    this.pipeline = pipeline;
    this.settings = settings;
    this.clock = clock;
    this.blocking = blocking;
    this.metrics = metrics;
    metrics.gauge("orchestratex.session.answers.under.way", underWay, Map::size);
  }

  /** What is asked in a thread. */
  record Question(String prompt, String model, ModelSettings settings) {}

  /**
   * Begins the answer to a prompt and returns at once; the answer goes to {@code listener}. Blocks
   * while a stage of the pipeline waits, for a seat at the provider for example, and while the
   * pending answer is written.
   *
   * @throws FailureException when the caller may not ask, a stage refuses (the model is unknown,
   *     the provider is busy), the session has ended or the store is away; then nothing is stored
   */
  Answer ask(
      Caller caller,
      String threadId,
      String responseId,
      Question question,
      AnswerListener listener) {
    ConversationThread thread = conversations.thread(caller, threadId);
    OwnershipRules.requireWrite(caller, thread.userId(), "session");
    PreparedAnswer prepared =
        pipeline.prepare(
            new Prompt(
                responseId,
                thread.userId(),
                thread.sessionId(),
                threadId,
                question.model(),
                question.prompt(),
                question.settings(),
                () -> history(thread)));
    try {
      begin(threadId, responseId, question, prepared.source());
    } catch (RuntimeException e) {
      prepared.discard();
      throw e;
    }
    Answer answer =
        new Answer(responseId, prepared, listener, this, TraceContext.currentTraceParent());
    underWay.put(responseId, answer);
    answer.start();
    return answer;
  }

  private List<Exchange> history(ConversationThread thread) {
    return HistoryRules.fitting(
        store.lastExchanges(thread, settings.historyMessages(), settings.historyCharacters()),
        settings.historyCharacters());
  }

  private void begin(String threadId, String responseId, Question question, AnswerSource source) {
    NewPrompt prompt = new NewPrompt(responseId, source, question.prompt(), question.settings());
    Optional<Decision> begun =
        store.onThread(
            threadId,
            (session, thread) -> SessionRules.begin(session, thread, prompt, clock.instant()));
    if (begun.isEmpty()) {
      throw Conversations.unknownThread(threadId);
    }
  }

  /**
   * An answer that an earlier try of the same request may have left. One whose process died is
   * settled at once, without waiting for the next sweep.
   */
  Optional<ModelResponse> madeBefore(String responseId) {
    Optional<ModelResponse> made = store.response(responseId);
    return made.filter(response -> response.status() == ResponseStatus.PENDING)
        .flatMap(_ -> settleAbandoned(responseId))
        .or(() -> made);
  }

  /** Settles an answer whose process died; empty when it lives or was settled already. */
  private Optional<ModelResponse> settleAbandoned(String responseId) {
    return store
        .onAbandoned(
            responseId,
            (session, response) ->
                SessionRules.settle(session, response, Settlement.abandoned(), clock.instant()))
        .flatMap(this::counted);
  }

  Instant now() {
    return clock.instant();
  }

  /** Runs a task of an answer that may block, off the provider's thread. */
  void later(Runnable task) {
    blocking.execute(task);
  }

  /** Ends an answer in the store; empty when its session was deleted meanwhile. */
  Optional<ModelResponse> settle(String responseId, Settlement settlement) {
    Optional<Decision> decision =
        store.onResponse(
            responseId,
            (session, response) ->
                SessionRules.settle(session, response, settlement, clock.instant()));
    underWay.remove(responseId);
    return decision.flatMap(decided -> counted(decided).or(() -> store.response(responseId)));
  }

  /** The answer that a decision settled. */
  private Optional<ModelResponse> counted(Decision decision) {
    if (decision instanceof Decision.Change change && change.response() != null) {
      count(change.response());
      return Optional.of(change.response());
    }
    return Optional.empty();
  }

  /** Stops renewing an answer that could not be settled; the sweep settles it. */
  void giveUp(String responseId) {
    underWay.remove(responseId);
  }

  private void count(ModelResponse response) {
    String status = WireName.of(response.status());
    metrics
        .timer(
            "orchestratex.session.answer",
            "provider",
            response.provider(),
            "model",
            response.modelName(),
            "status",
            status)
        .record(Duration.ofMillis(response.responseTimeMs()));
    metrics
        .counter(
            "orchestratex.session.tokens",
            "provider",
            response.provider(),
            "model",
            response.modelName())
        .increment(response.usage().total());
    LOG.atInfo()
        .addKeyValue("session_id", response.sessionId())
        .addKeyValue("response_id", response.id())
        .addKeyValue("provider", response.provider())
        .addKeyValue("model", response.modelName())
        .addKeyValue("tokens", response.usage().total())
        .addKeyValue("status", status)
        .log("answer settled");
  }

  /**
   * Renews the leases of this process and settles what dead processes left behind: what was
   * abandoned at the last look too. While a database hangs no lease is renewed, and the process
   * that is first when it goes on must not take the others for dead.
   */
  @Scheduled(
      fixedDelay =
          "${orchestratex.session.conversation.sweep-interval:"
              + ConversationSettings.SWEEP_INTERVAL
              + "}",
      initialDelay = "1s")
  void renewAndSweep() {
    try {
      Set<String> alive = Set.copyOf(underWay.keySet());
      if (!alive.isEmpty()) {
        store.renew(alive);
      }
      Set<String> expired = Set.copyOf(store.abandoned(SWEEP_AT_ONCE));
      for (String id : expired) {
        if (expiredBefore.contains(id) && !underWay.containsKey(id)) {
          settleAbandoned(id);
        }
      }
      expiredBefore = expired;
    } catch (FailureException e) {
      LOG.atWarn().log("pending answers cannot be looked after now: {}", e.getMessage());
    }
  }

  /** Gives up what is under way, so that it is settled before the process ends. */
  @PreDestroy
  void stop() {
    underWay.values().forEach(answer -> answer.cancel("the service was stopped"));
    for (Answer answer : List.copyOf(underWay.values())) {
      answer.awaitEnd(settings.lease());
    }
  }
}
