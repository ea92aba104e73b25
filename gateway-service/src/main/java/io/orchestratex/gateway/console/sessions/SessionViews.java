package io.orchestratex.gateway.console.sessions;

import io.orchestratex.gateway.console.frame.Badge;
import io.orchestratex.gateway.console.frame.Badge.Tone;
import io.orchestratex.gateway.console.frame.Count;
import io.orchestratex.gateway.console.frame.Pages;
import io.orchestratex.gateway.console.frame.Times;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.service.session.Answer;
import io.orchestratex.gateway.console.service.session.Owners;
import io.orchestratex.gateway.console.service.session.Session;
import io.orchestratex.kit.access.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the pages about sessions say about one. */
final class SessionViews {

  private SessionViews() {}

  static Badge state(Session session) {
    return session.isActive()
        ? new Badge(Tone.GOOD, "active")
        : new Badge(Tone.NEUTRAL, session.status());
  }

  static Badge state(Answer answer) {
    return switch (answer.status()) {
      case "completed" -> new Badge(Tone.GOOD, "completed");
      case "failed" -> new Badge(Tone.BAD, "failed");
      case "cancelled" -> new Badge(Tone.WARN, "cancelled");
      default -> new Badge(Tone.BUSY, "answering");
    };
  }

  static String millis(double millis) {
    return Times.length(Duration.ofMillis(Math.round(millis)));
  }

  /** What an answer took: {@code 12 + 11 tokens}. */
  static String tokens(Answer answer) {
    return Count.of(answer.inputTokens()) + " + " + Count.of(answer.outputTokens()) + " tokens";
  }

  /** Why a finish reason needs a second look; null where the answer is whole. */
  static @Nullable String cut(Answer answer) {
    return switch (answer.finishReason()) {
      case "length" -> "The answer was cut at the limit of tokens.";
      case "content_filter" -> "The provider's content filter held the answer back.";
      case null, default -> null;
    };
  }

  /** Why this person may not end or delete a session; null when they may. */
  static @Nullable String changeRefusal(Pages pages, Visit visit, Session session) {
    String byRole = pages.refusal(visit, Role.OPERATOR, Role.AGENT);
    return byRole != null ? byRole : Owners.refusal(visit, session.userId(), "session");
  }

  /** Why this person may not ask in a session; null when they may. */
  static @Nullable String askRefusal(Pages pages, Visit visit, Session session) {
    String refusal = changeRefusal(pages, visit, session);
    return refusal != null || session.isActive()
        ? refusal
        : "This session has ended: it takes no more threads and prompts. Start a new one.";
  }

  static String path(String session) {
    return SessionSection.PATH + "/" + session;
  }

  static String path(String session, String thread) {
    return path(session) + "/threads/" + thread;
  }
}
