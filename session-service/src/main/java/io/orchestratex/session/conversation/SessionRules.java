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
import org.jspecify.annotations.Nullable;

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

  static Change start(String id, String userId, SessionLabel label, Instant when) {
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    Session session =
        new Session(
            id, userId, label, SessionStatus.ACTIVE, now, now, null, 0, BigDecimal.ZERO, 0, 1);
    return new Change(
        session, null, null, List.of(new SessionEvent.Started(id, userId, label.title(), now)));
  }

  /** An edit of another version than the present one is refused, also of a session that ended. */
  static Decision edit(Session session, SessionEdit edit, Instant when) {
    Long seen = edit.version();
    if (seen != null && seen != session.version()) {
      throw FailureException.conflict(
          "session.changed",
          "The session has changed: it is at version "
              + session.version()
              + " and not "
              + seen
              + ". Read it again and repeat the change.");
    }
    SessionLabel label = edit.applied(session.label());
    if (label.equals(session.label())) {
      return new Unchanged(session);
    }
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    return new Change(
        session.labelled(label),
        null,
        null,
        List.of(
            new SessionEvent.Changed(
                session.id(), session.userId(), label.title(), label.tags(), now)));
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
        new ConversationThread(
            threadId, session.id(), session.userId(), domain, title, now, 0, List.of()),
        null,
        List.of(
            new SessionEvent.ThreadOpened(session.id(), session.userId(), threadId, domain, now)));
  }

  /**
   * Opens a thread that goes on behind a prompt of another one.
   *
   * @param iteration the last prompt that both share; null for the latest
   */
  static Change fork(
      Session session,
      ConversationThread from,
      String threadId,
      @Nullable Integer iteration,
      @Nullable String title,
      Instant when) {
    requireActive(session);
    int last = iteration == null ? from.iterations() : iteration;
    Instant now = when.truncatedTo(ChronoUnit.MILLIS);
    return new Change(
        session.withOneMoreThread(),
        new ConversationThread(
            threadId,
            session.id(),
            session.userId(),
            from.domain(),
            title == null ? from.title() : title,
            now,
            last,
            LineageRules.forked(from, last)),
        null,
        List.of(
            new SessionEvent.ThreadOpened(
                session.id(), session.userId(), threadId, from.domain(), now)));
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
