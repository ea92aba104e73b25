package io.orchestratex.session.conversation;

import java.util.Optional;

/**
 * Who owns which session and whether it has ended, known faster than from the store. It may know
 * less than the store, and each method gives up after a short bounded time, so it may be the reason
 * of a refusal only. Thread-safe; never throws because it is not there.
 */
public interface SessionDirectory {

  /** An owner and a state; an owner never changes. */
  record Entry(String userId, SessionStatus status) {}

  /** Empty when the session is not known here, which says nothing. */
  Optional<Entry> find(String sessionId);

  /** Notes the state of a session as the store has it. */
  void keep(Session session);

  /** The session is gone. */
  void forget(String sessionId);
}
