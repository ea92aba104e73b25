package io.orchestratex.session.conversation;

import java.util.Iterator;

/** Reads whole conversations, however long they are, without holding more than a few records. */
public interface ConversationExport {

  /** A session, then each of its threads, the oldest first, followed by its own answers. */
  sealed interface Exported {}

  record ExportedSession(Session session) implements Exported {}

  record ExportedThread(ConversationThread thread) implements Exported {}

  record ExportedResponse(ModelResponse response) implements Exported {}

  /** Records that are read as they are asked for; reading may fail as every read of a store. */
  interface Records extends Iterator<Exported>, AutoCloseable {
    @Override
    void close();
  }

  Records ofSession(String sessionId);

  /** All sessions of a user, the oldest first. */
  Records ofUser(String userId);
}
