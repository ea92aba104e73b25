package io.orchestratex.session.conversation;

import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.conversation.SessionDirectory.Entry;
import io.orchestratex.session.ownership.OwnershipRules;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Sessions and threads as a caller may see and change them. Thread-safe; its methods block. */
@Singleton
final class Conversations {

  private final ConversationStore store;
  private final SessionDirectory directory;
  private final InstantSource clock;

  Conversations(ConversationStore store, SessionDirectory directory, InstantSource clock) {
    this.store = store;
    this.directory = directory;
    this.clock = clock;
  }

  Session start(Caller caller, String id, SessionLabel label) {
    Decision.Change start = SessionRules.start(id, caller.subject(), label, clock.instant());
    store.create(start);
    directory.keep(start.session());
    return start.session();
  }

  /**
   * The session, if there is one that the caller may read. The directory alone may refuse; what is
   * shown comes from the store, and puts the directory right.
   */
  Session session(Caller caller, String id) {
    Optional<Entry> known = ObjectId.isValid(id) ? directory.find(id) : Optional.empty();
    if (known.isPresent() && !OwnershipRules.mayRead(caller, known.get().userId())) {
      throw unknownSession(id);
    }
    Optional<Session> found = store.session(id);
    if (found.isPresent()) {
      Entry entry = new Entry(found.get().userId(), found.get().status());
      if (!known.equals(Optional.of(entry))) {
        directory.keep(found.get());
      }
    } else if (known.isPresent()) {
      directory.forget(id);
    }
    return found
        .filter(session -> OwnershipRules.mayRead(caller, session.userId()))
        .orElseThrow(() -> unknownSession(id));
  }

  /** Sessions that the caller may read: all or their own. */
  Page<Session> sessions(Caller caller, SessionFilter filter, PageRequest page) {
    if (OwnershipRules.mayReadAll(caller)) {
      return store.sessions(filter, page);
    }
    String userId = filter.userId();
    if (userId != null && !userId.equals(caller.subject())) {
      return Page.of(List.of(), page, 0);
    }
    return store.sessions(filter.of(caller.subject()), page);
  }

  Session edit(Caller caller, String id, SessionEdit edit) {
    OwnershipRules.requireWrite(caller, session(caller, id).userId(), "session");
    return store
        .onSession(id, session -> SessionRules.edit(session, edit, clock.instant()))
        .orElseThrow(() -> unknownSession(id))
        .session();
  }

  Session end(Caller caller, String id) {
    OwnershipRules.requireWrite(caller, session(caller, id).userId(), "session");
    Session ended =
        store
            .onSession(id, session -> SessionRules.end(session, clock.instant()))
            .orElseThrow(() -> unknownSession(id))
            .session();
    directory.keep(ended);
    return ended;
  }

  void delete(Caller caller, String id) {
    OwnershipRules.requireWrite(caller, session(caller, id).userId(), "session");
    boolean gone =
        store.onSession(id, session -> SessionRules.delete(session, clock.instant())).isEmpty();
    directory.forget(id);
    if (gone) {
      throw unknownSession(id);
    }
  }

  ConversationThread openThread(
      Caller caller, String sessionId, String threadId, String domain, String title) {
    OwnershipRules.requireWrite(caller, session(caller, sessionId).userId(), "session");
    Decision decision =
        store
            .onSession(
                sessionId,
                session ->
                    SessionRules.openThread(session, threadId, domain, title, clock.instant()))
            .orElseThrow(() -> unknownSession(sessionId));
    return opened(decision);
  }

  /** A thread that begins as another one of the session, up to a prompt. */
  ConversationThread forkThread(
      Caller caller,
      String threadId,
      String forkId,
      @Nullable Integer iteration,
      @Nullable String title) {
    OwnershipRules.requireWrite(caller, thread(caller, threadId).userId(), "session");
    return opened(
        store
            .onThread(
                threadId,
                (session, thread) ->
                    SessionRules.fork(session, thread, forkId, iteration, title, clock.instant()))
            .orElseThrow(() -> unknownThread(threadId)));
  }

  private static ConversationThread opened(Decision decision) {
    if (decision instanceof Decision.Change change && change.thread() != null) {
      return change.thread();
    }
    throw new IllegalStateException("opening a thread gave " + decision);
  }

  Page<ConversationThread> threads(Caller caller, String sessionId, PageRequest page) {
    return store.threads(ThreadFilter.ofSession(session(caller, sessionId).id()), page);
  }

  /** Threads of any session that the caller may read: all or their own. */
  Page<ConversationThread> threads(Caller caller, ThreadFilter filter, PageRequest page) {
    if (OwnershipRules.mayReadAll(caller)) {
      return store.threads(filter, page);
    }
    String userId = filter.userId();
    if (userId != null && !userId.equals(caller.subject())) {
      return Page.of(List.of(), page, 0);
    }
    return store.threads(filter.of(caller.subject()), page);
  }

  /** The thread, if there is one that the caller may read. */
  ConversationThread thread(Caller caller, String id) {
    return store
        .thread(id)
        .filter(thread -> OwnershipRules.mayRead(caller, thread.userId()))
        .orElseThrow(() -> unknownThread(id));
  }

  Page<ModelResponse> responses(
      Caller caller, String threadId, ResponseStatus status, PageRequest page) {
    return store.responses(thread(caller, threadId), status, page);
  }

  SessionAnalytics analytics(Caller caller, String sessionId) {
    return store.analytics(session(caller, sessionId).id());
  }

  /** A session that an earlier try of the same request may have made. */
  Optional<Session> madeBefore(Caller caller, String id) {
    return store.session(id).filter(session -> session.userId().equals(caller.subject()));
  }

  /** A thread that an earlier try of the same request may have made. */
  Optional<ConversationThread> threadMadeBefore(Caller caller, String id) {
    return store.thread(id).filter(thread -> OwnershipRules.mayRead(caller, thread.userId()));
  }

  static FailureException unknownSession(String id) {
    return FailureException.notFound("session.unknown", "No session has the id " + id + ".");
  }

  static FailureException unknownThread(String id) {
    return FailureException.notFound("thread.unknown", "No thread has the id " + id + ".");
  }
}
