package io.orchestratex.session.conversation;

import io.orchestratex.contracts.SessionEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules decided; a store carries it out in one transaction with its events. */
public sealed interface Decision {

  /** The session as it is after the decision, or was before its removal. */
  Session session();

  /** Nothing changes. */
  record Unchanged(Session session) implements Decision {}

  /** The new state of the session and of what else changed or is new. */
  record Change(
      Session session,
      @Nullable ConversationThread thread,
      @Nullable ModelResponse response,
      List<SessionEvent> events)
      implements Decision {
    public Change {
      events = List.copyOf(events);
    }
  }

  /** The session goes, with its threads and answers. */
  record Removal(Session session, List<SessionEvent> events) implements Decision {
    public Removal {
      events = List.copyOf(events);
    }
  }
}
