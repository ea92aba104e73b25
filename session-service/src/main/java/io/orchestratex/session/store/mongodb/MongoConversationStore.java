package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Projections.exclude;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import io.orchestratex.contracts.SessionEvent;
import io.orchestratex.kit.deadline.StoreDeadline;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.outbox.MongoOutbox;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.conversation.ConversationSettings;
import io.orchestratex.session.conversation.ConversationStore;
import io.orchestratex.session.conversation.ConversationThread;
import io.orchestratex.session.conversation.Decision;
import io.orchestratex.session.conversation.ModelResponse;
import io.orchestratex.session.conversation.ResponseStatus;
import io.orchestratex.session.conversation.Session;
import io.orchestratex.session.conversation.SessionAnalytics;
import io.orchestratex.session.conversation.SessionFilter;
import io.orchestratex.session.conversation.ThreadFilter;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import io.orchestratex.session.wire.WireName;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Conversations in three collections; each decision is one transaction with its events. */
@Singleton
final class MongoConversationStore implements ConversationStore {

  private static final int TURNS = 256;

  /** Pending, by a process that has not renewed it in time. */
  static final Bson ABANDONED =
      and(eq("status", "pending"), ServerClock.passed(ConversationDocuments.LEASE_UNTIL));

  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

  private final Mongo mongo;
  private final MongoOutbox outbox;
  private final SessionSums sums;
  private final StoreDeadline deadline;
  private final Duration lease;
  private final Lock[] turns =
      Stream.generate(() -> new ReentrantLock(true)).limit(TURNS).toArray(Lock[]::new);
  private final MongoCollection<Document> sessions;
  private final MongoCollection<Document> threads;
  private final MongoCollection<Document> responses;
  private final ResponseTexts texts;

  MongoConversationStore(
      Mongo mongo,
      MongoOutbox outbox,
      SessionSums sums,
      StoreDeadline deadline,
      ConversationSettings settings) {
    this.mongo = mongo;
    this.outbox = outbox;
    this.sums = sums;
    this.deadline = deadline;
    this.lease = settings.lease();
    this.sessions = mongo.collection(ConversationSchema.SESSIONS);
    this.threads = mongo.collection(ConversationSchema.THREADS);
    this.responses = mongo.collection(ConversationSchema.RESPONSES);
    this.texts = new ResponseTexts(mongo);
  }

  @Override
  public void create(Decision.Change start) {
    mongo.inTransaction(session -> {
      sessions.insertOne(session, ConversationDocuments.of(start.session()));
      append(session, start.session(), start.events());
      return start;
    });
  }

  @Override
  public Optional<Decision> onSession(String sessionId, Function<Session, Decision> decide) {
    if (!ObjectId.isValid(sessionId)) {
      return Optional.empty();
    }
    return changing(
        new ObjectId(sessionId),
        session ->
            byId(session, sessions, sessionId)
                .map(ConversationDocuments::session)
                .map(found -> carryOut(session, decide.apply(found))));
  }

  @Override
  public Optional<Decision> onThread(
      String threadId, BiFunction<Session, ConversationThread, Decision> decide) {
    return sessionOf(threads, threadId)
        .flatMap(sessionId ->
            changing(
                sessionId,
                session ->
                    byId(session, threads, threadId)
                        .map(ConversationDocuments::thread)
                        .flatMap(thread ->
                            byId(session, sessions, thread.sessionId())
                                .map(ConversationDocuments::session)
                                .map(found -> carryOut(session, decide.apply(found, thread))))));
  }

  @Override
  public Optional<Decision> onResponse(
      String responseId, BiFunction<Session, ModelResponse, Decision> decide) {
    return onResponse(responseId, Filters.empty(), decide);
  }

  @Override
  public Optional<Decision> onAbandoned(
      String responseId, BiFunction<Session, ModelResponse, Decision> decide) {
    return onResponse(responseId, ABANDONED, decide);
  }

  private Optional<Decision> onResponse(
      String responseId, Bson condition, BiFunction<Session, ModelResponse, Decision> decide) {
    return sessionOf(responses, responseId)
        .flatMap(sessionId ->
            changing(
                sessionId,
                session ->
                    Optional.ofNullable(
                            responses
                                .find(session, and(eq("_id", new ObjectId(responseId)), condition))
                                .first())
                        .map(ConversationDocuments::response)
                        .flatMap(response ->
                            byId(session, sessions, response.sessionId())
                                .map(ConversationDocuments::session)
                                .map(found -> carryOut(session, decide.apply(found, response))))));
  }

  /**
   * Changes of one session by this process queue up here: transactions that meet are repeated,
   * which costs more the more of them there are. Those of other processes are still repeated.
   */
  private Optional<Decision> changing(
      ObjectId sessionId, Function<ClientSession, Optional<Decision>> change) {
    return deadline.within("MongoDB", () -> inTurn(sessionId, change));
  }

  private Optional<Decision> inTurn(
      ObjectId sessionId, Function<ClientSession, Optional<Decision>> change) {
    Lock turn = turns[Math.floorMod(sessionId.hashCode(), turns.length)];
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FailureException.unavailable(
          "session.store-unavailable", "The service stopped waiting; nothing was changed.", e);
    }
    try {
      return mongo.inTransaction(change);
    } finally {
      turn.unlock();
    }
  }

  private Optional<ObjectId> sessionOf(MongoCollection<Document> collection, String id) {
    return find(collection, id).map(document -> document.getObjectId("session_id"));
  }

  private static Optional<Document> byId(
      ClientSession session, MongoCollection<Document> collection, String id) {
    return Optional.ofNullable(collection.find(session, eq("_id", new ObjectId(id))).first());
  }

  private Decision carryOut(ClientSession session, Decision decision) {
    switch (decision) {
      case Decision.Unchanged _ -> {
        // Nothing to write.
      }
      case Decision.Change change -> {
        replace(session, sessions, ConversationDocuments.of(change.session()));
        ConversationThread thread = change.thread();
        if (thread != null) {
          replace(session, threads, ConversationDocuments.of(thread));
        }
        ModelResponse response = change.response();
        if (response != null) {
          write(session, response);
        }
        append(session, change.session(), change.events());
      }
      case Decision.Removal removal -> {
        ObjectId id = new ObjectId(removal.session().id());
        sessions.deleteOne(session, eq("_id", id));
        threads.deleteMany(session, eq("session_id", id));
        responses.deleteMany(session, eq("session_id", id));
        append(session, removal.session(), removal.events());
      }
    }
    return decision;
  }

  private static void replace(
      ClientSession session, MongoCollection<Document> collection, Document document) {
    collection.replaceOne(session, eq("_id", document.getObjectId("_id")), document, UPSERT);
  }

  private void write(ClientSession session, ModelResponse response) {
    Document document = ConversationDocuments.of(response);
    if (response.status() == ResponseStatus.PENDING) {
      responses.updateOne(
          session,
          eq("_id", document.getObjectId("_id")),
          List.of(
              new Document(
                  "$replaceWith",
                  new Document(
                      "$mergeObjects",
                      List.of(
                          new Document("$literal", document),
                          new Document(
                              ConversationDocuments.LEASE_UNTIL, ServerClock.in(lease)))))),
          new UpdateOptions().upsert(true));
    } else {
      replace(session, responses, document);
    }
  }

  private void append(ClientSession session, Session state, List<SessionEvent> events) {
    for (SessionEvent event : events) {
      outbox.append(session, event, state.version());
    }
  }

  @Override
  public Optional<Session> session(String sessionId) {
    return find(sessions, sessionId).map(ConversationDocuments::session);
  }

  @Override
  public Optional<ConversationThread> thread(String threadId) {
    return find(threads, threadId).map(ConversationDocuments::thread);
  }

  @Override
  public Optional<ModelResponse> response(String responseId) {
    return find(responses, responseId).map(ConversationDocuments::response);
  }

  private Optional<Document> find(MongoCollection<Document> collection, String id) {
    return ObjectId.isValid(id)
        ? mongo.call(
            () -> Optional.ofNullable(collection.find(eq("_id", new ObjectId(id))).first()))
        : Optional.empty();
  }

  @Override
  public Page<Session> sessions(SessionFilter filter, PageRequest page) {
    List<Bson> all = new ArrayList<>();
    if (filter.userId() != null) {
      all.add(eq("user_id", filter.userId()));
    }
    if (filter.status() != null) {
      all.add(eq("status", WireName.of(filter.status())));
    }
    if (filter.title() != null) {
      all.add(Filters.regex("title", filter.title().mongoPattern()));
    }
    if (filter.tag() != null) {
      all.add(eq("tags", filter.tag()));
    }
    all.addAll(Fields.within("created_at", filter.createdAt()));
    return page(
        sessions,
        allOf(all),
        descending("created_at"),
        exclude("metadata"),
        page,
        ConversationDocuments::session);
  }

  @Override
  public Page<ConversationThread> threads(ThreadFilter filter, PageRequest page) {
    List<Bson> all = new ArrayList<>();
    if (filter.sessionId() != null) {
      all.add(eq("session_id", new ObjectId(filter.sessionId())));
    }
    if (filter.userId() != null) {
      all.add(eq("user_id", filter.userId()));
    }
    if (filter.domain() != null) {
      all.add(eq("domain", filter.domain()));
    }
    if (filter.title() != null) {
      all.add(Filters.regex("title", filter.title().mongoPattern()));
    }
    all.addAll(Fields.within("created_at", filter.createdAt()));
    return page(
        threads, allOf(all), descending("created_at"), null, page, ConversationDocuments::thread);
  }

  private static Bson allOf(List<Bson> conditions) {
    return conditions.isEmpty() ? Filters.empty() : and(conditions);
  }

  @Override
  public Page<ModelResponse> responses(
      ConversationThread thread, ResponseStatus status, PageRequest page) {
    return texts.page(Lineages.responses(thread, WireName.of(status)), page);
  }

  private <T> Page<T> page(
      MongoCollection<Document> collection,
      Bson filter,
      Bson sort,
      @Nullable Bson projection,
      PageRequest page,
      Function<Document, T> read) {
    return mongo.call(() -> {
      List<T> items = new ArrayList<>();
      collection
          .find(filter)
          .sort(sort)
          .projection(projection)
          .skip(page.offset())
          .limit(page.limit())
          .forEach(document -> items.add(read.apply(document)));
      return Page.of(items, page, collection.countDocuments(filter));
    });
  }

  @Override
  public List<Exchange> lastExchanges(ConversationThread thread, int most, int mostCharacters) {
    return most == 0
        ? List.of()
        : texts.last(Lineages.responses(thread, "completed"), most, mostCharacters);
  }

  @Override
  public SessionAnalytics analytics(String sessionId) {
    return mongo.call(() ->
        new SessionAnalytics(
            sessionId,
            sums.perModel(new ObjectId(sessionId)).stream().map(ModelUseRow::use).toList()));
  }

  @Override
  public void renew(Collection<String> responseIds) {
    List<ObjectId> ids = responseIds.stream().map(ObjectId::new).toList();
    mongo.call(() ->
        responses.updateMany(
            and(in("_id", ids), eq("status", "pending")),
            ServerClock.renewing(ConversationDocuments.LEASE_UNTIL, lease)));
  }

  @Override
  public List<String> abandoned(int most) {
    return mongo.call(() -> {
      List<String> ids = new ArrayList<>();
      responses
          .find(ABANDONED)
          .sort(ascending(ConversationDocuments.LEASE_UNTIL))
          .projection(include("_id"))
          .limit(most)
          .forEach(document -> ids.add(ConversationDocuments.id(document, "_id")));
      return ids;
    });
  }
}
