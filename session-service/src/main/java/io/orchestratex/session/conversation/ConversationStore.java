package io.orchestratex.session.conversation;

import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where conversations are kept. A decision is made on the present state and carried out in one
 * transaction with its events; a decision that meets another is made again on the new state, so
 * deciders have no effects of their own. An id of any shape may be asked for; a malformed one is
 * unknown. Thread-safe.
 *
 * <p>A pending answer has a lease, which begins when it is stored as pending and at each renewal.
 * Whether it is over is decided by the store's own clock.
 *
 * <p>Each method throws a {@link io.orchestratex.kit.failure.FailureException} Unavailable when the
 * store does not answer.
 */
public interface ConversationStore {

  void create(Decision.Change start);

  /** Decides on a session; empty when there is none. */
  Optional<Decision> onSession(String sessionId, Function<Session, Decision> decide);

  /** Decides on a thread and its session; empty when there is none. */
  Optional<Decision> onThread(
      String threadId, BiFunction<Session, ConversationThread, Decision> decide);

  /** Decides on an answer and its session; empty when there is none. */
  Optional<Decision> onResponse(
      String responseId, BiFunction<Session, ModelResponse, Decision> decide);

  Optional<Session> session(String sessionId);

  Optional<ConversationThread> thread(String threadId);

  Optional<ModelResponse> response(String responseId);

  /** Newest first; without their metadata. */
  Page<Session> sessions(SessionFilter filter, PageRequest page);

  /** Newest first. */
  Page<ConversationThread> threads(ThreadFilter filter, PageRequest page);

  /**
   * In the order of the prompts, those before a fork included. A page whose texts grow large ends
   * early, with the number of its items as its limit.
   */
  Page<ModelResponse> responses(ConversationThread thread, ResponseStatus status, PageRequest page);

  /** The last completed exchanges of a thread that fit together into a budget, newest first. */
  List<Exchange> lastExchanges(ConversationThread thread, int most, int mostCharacters);

  SessionAnalytics analytics(String sessionId);

  /** Says that these pending answers are still worked on. */
  void renew(Collection<String> responseIds);

  /** Pending answers whose lease is over. */
  List<String> abandoned(int most);

  /** Decides on a pending answer whose lease is over, and its session; empty when it is not. */
  Optional<Decision> onAbandoned(
      String responseId, BiFunction<Session, ModelResponse, Decision> decide);
}
