package io.orchestratex.session.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.Scheduled;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.telemetry.TraceContext;
import io.orchestratex.session.ownership.OwnershipRules;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Providers;
import io.orchestratex.session.provider.Providers.Offer;
import io.orchestratex.session.provider.Providers.Seat;
import io.orchestratex.session.wire.WireName;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
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
 * Takes prompts to models. Before a model is called its answer is stored as pending, under a lease
 * that this process renews; an answer whose lease ran out (its process was killed) is settled as
 * failed by whichever process sees it first.
 */
@Singleton
class Prompts {

  private static final Logger LOG = LoggerFactory.getLogger(Prompts.class);
  private static final int SWEEP_AT_ONCE = 100;

  private final ConversationStore store;
  private final Conversations conversations;
  private final Providers providers;
  private final ConversationSettings settings;
  private final InstantSource clock;
  private final ExecutorService blocking;
  private final MeterRegistry metrics;
  private final Map<String, Answer> underWay = new ConcurrentHashMap<>();

  Prompts(
      ConversationStore store,
      Conversations conversations,
      Providers providers,
      ConversationSettings settings,
      InstantSource clock,
      @Named(TaskExecutors.BLOCKING) ExecutorService blocking,
      MeterRegistry metrics) {
    this.store = store;
    this.conversations = conversations;
    this.providers = providers;
    this.settings = settings;
    this.clock = clock;
    this.blocking = blocking;
    this.metrics = metrics;
    metrics.gauge("orchestratex.session.answers.under.way", underWay, Map::size);
  }

  /** What is asked in a thread. */
  record Question(String prompt, String model, ModelSettings settings) {}

  /**
   * Sends a prompt to its model and returns at once; the answer goes to {@code listener}. Blocks
   * while the provider has no seat free and while the pending answer is written.
   *
   * @throws FailureException when the caller may not ask, the model is unknown, the session has
   *     ended, the provider is busy or the store is away; then nothing is stored
   */
  Answer ask(
      Caller caller, String threadId, String responseId, Question question, AnswerListener sink) {
    ConversationThread thread = conversations.thread(caller, threadId);
    OwnershipRules.requireWrite(caller, thread.userId());
    Offer offer = providers.find(question.model());
    Seat seat = providers.takeSeat(offer);
    try {
      List<Exchange> history =
          HistoryRules.fitting(
              store.lastExchanges(
                  threadId, settings.historyMessages(), settings.historyCharacters()),
              settings.historyCharacters());
      begin(threadId, responseId, question, offer);
      Answer answer =
          new Answer(responseId, offer, seat, sink, this, TraceContext.currentTraceParent());
      underWay.put(responseId, answer);
      answer.start(
          new ModelRequest(question.model(), question.prompt(), history, question.settings()));
      return answer;
    } catch (RuntimeException e) {
      seat.leave();
      throw e;
    }
  }

  private void begin(String threadId, String responseId, Question question, Offer offer) {
    NewPrompt prompt =
        new NewPrompt(
            responseId,
            offer.provider().id(),
            offer.model().name(),
            question.prompt(),
            question.settings(),
            clock.instant().plus(settings.lease()));
    Optional<Decision> begun =
        store.onThread(
            threadId,
            (session, thread) -> SessionRules.begin(session, thread, prompt, clock.instant()));
    if (begun.isEmpty()) {
      throw Conversations.unknownThread(threadId);
    }
  }

  /** An answer that an earlier try of the same request may have brought. */
  Optional<ModelResponse> madeBefore(String responseId) {
    return store.response(responseId);
  }

  Instant now() {
    return clock.instant();
  }

  /** Runs work of an answer that may block, off the provider's thread. */
  void later(Runnable work) {
    blocking.execute(work);
  }

  /** Ends an answer in the store; empty when its session was deleted meanwhile. */
  Optional<ModelResponse> settle(String responseId, Settlement settlement) {
    Optional<Decision> decision =
        store.onResponse(
            responseId,
            (session, response) ->
                SessionRules.settle(session, response, settlement, clock.instant()));
    underWay.remove(responseId);
    return decision.flatMap(decided -> {
      if (decided instanceof Decision.Change change && change.response() != null) {
        count(change.response());
        return Optional.of(change.response());
      }
      return store.response(responseId);
    });
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
        .record(java.time.Duration.ofMillis(response.responseTimeMs()));
    metrics
        .counter("orchestratex.session.tokens", "model", response.modelName())
        .increment(response.usage().total());
    LOG.atInfo()
        .addKeyValue("session_id", response.sessionId())
        .addKeyValue("response_id", response.id())
        .addKeyValue("model", response.modelName())
        .addKeyValue("tokens", response.usage().total())
        .addKeyValue("status", status)
        .log("answer settled");
  }

  /** Renews the leases of this process and settles what dead processes left behind. */
  @Scheduled(fixedDelay = "3s", initialDelay = "1s")
  void renewAndSweep() {
    try {
      Set<String> alive = Set.copyOf(underWay.keySet());
      if (!alive.isEmpty()) {
        store.renew(alive, clock.instant().plus(settings.lease()));
      }
      for (String id : store.abandoned(clock.instant(), SWEEP_AT_ONCE)) {
        if (!underWay.containsKey(id)) {
          settle(id, Settlement.abandoned());
        }
      }
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
