package io.orchestratex.session.conversation;

import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.conversation.Decision.Change;
import io.orchestratex.session.conversation.Decision.Removal;
import io.orchestratex.session.conversation.Decision.Unchanged;
import io.orchestratex.session.provider.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * The life of a session.
 *
 * <pre>
 *   start → ACTIVE ── open thread, begin answer, settle answer ──┐
 *             │ end                         ▲────────────────────┘
 *             ▼
 *           ENDED ── settle answers that were under way
 *   delete: from both, with everything in it
 * </pre>
 *
 * An answer goes from PENDING to COMPLETED, FAILED or CANCELLED once; a second settlement changes
 * nothing. Instants are cut to milliseconds, which is what is stored.
 */
final class SessionRules {

  private SessionRules() {}

  static Change start(
      String id, String userId, String title, Map<String, Object> metadata, Instant when) {
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    Session session =
        new Session(
            id,
            userId,
            title,
            SessionStatus.ACTIVE,
            now,
            now,
            null,
            0,
            BigDecimal.ZERO,
            0,
            metadata,
            1);
    return new Change(
        session, null, null, List.of(new SessionEvent.Started(id, userId, title, now)));
  }

  static Decision end(Session session, Instant when) {
    if (session.status() == SessionStatus.ENDED) {
      return new Unchanged(session);
    }
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    return new Change(
        session.ended(now),
        null,
        null,
        List.of(new SessionEvent.Ended(session.id(), session.userId(), "ended", now)));
  }

  /** The event's sequence is one above the session's last version. */
  static Removal delete(Session session, Instant when) {
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    return new Removal(
        session.ended(now),
        List.of(new SessionEvent.Ended(session.id(), session.userId(), "deleted", now)));
  }

  static Change openThread(
      Session session, String threadId, String domain, String title, Instant when) {
    requireActive(session);
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    return new Change(
        session.withOneMoreThread(),
        new ConversationThread(threadId, session.id(), session.userId(), domain, title, now, 0),
        null,
        List.of(
            new SessionEvent.ThreadOpened(session.id(), session.userId(), threadId, domain, now)));
  }

  /** Writes the answer down as pending, so that nothing is lost when the process dies. */
  static Change begin(Session session, ConversationThread thread, NewPrompt prompt, Instant when) {
    requireActive(session);
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    ConversationThread next = thread.withNextIteration();
    ModelResponse pending =
        new ModelResponse(
            prompt.responseId(),
            thread.id(),
            session.id(),
            session.userId(),
            next.iterations(),
            prompt.source().provider(),
            prompt.source().model(),
            prompt.prompt(),
            prompt.settings(),
            ResponseStatus.PENDING,
            "",
            Usage.NONE,
            BigDecimal.ZERO,
            0,
            false,
            now,
            null,
            null,
            null);
    return new Change(session.touched(), next, pending, List.of());
  }

  static Decision settle(
      Session session, ModelResponse response, Settlement settlement, Instant when) {
    if (response.status() != ResponseStatus.PENDING) {
      return new Unchanged(session);
    }
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    ModelResponse settled = response.settled(settlement, now);
    return new Change(
        session.charged(settled.usage().total(), settled.costUsd()),
        null,
        settled,
        List.of(event(settled, now)));
  }

  private static SessionEvent event(ModelResponse settled, Instant now) {
    String reason = settled.failureReason();
    if (reason != null) {
      return new SessionEvent.ResponseFailed(
          settled.sessionId(),
          settled.userId(),
          settled.threadId(),
          settled.provider(),
          settled.modelName(),
          reason,
          settled.usage().total(),
          now);
    }
    return new SessionEvent.ResponseRecorded(
        settled.sessionId(),
        settled.userId(),
        settled.threadId(),
        settled.id(),
        settled.iteration(),
        settled.provider(),
        settled.modelName(),
        settled.usage().total(),
        settled.costUsd(),
        settled.responseTimeMs(),
        settled.cached(),
        settled.finishReason(),
        now);
  }

  private static void requireActive(Session session) {
    if (session.status() != SessionStatus.ACTIVE) {
      throw FailureException.conflict(
          "session.ended",
          "The session " + session.id() + " has ended and takes no more; start another one.");
    }
  }
}
