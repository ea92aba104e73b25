package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Sorts.ascending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.session.conversation.ConversationExport;
import jakarta.inject.Singleton;
import java.util.NoSuchElementException;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Walks down sessions, their threads and their answers by one cursor each. */
@Singleton
final class MongoConversationExport implements ConversationExport {

  /** So few at once that the largest answers are a few megabytes too. */
  private static final int READ_AT_ONCE = 10;

  private final Mongo mongo;

  MongoConversationExport(Mongo mongo) {
    this.mongo = mongo;
  }

  @Override
  public Records ofSession(String sessionId) {
    return new Walk(eq("_id", new ObjectId(sessionId)));
  }

  @Override
  public Records ofUser(String userId) {
    return new Walk(eq("user_id", userId));
  }

  private final class Walk implements Records {
    private final Level sessions;
    private final Level threads = new Level(ConversationSchema.THREADS, "session_id", "created_at");
    private final Level responses =
        new Level(ConversationSchema.RESPONSES, "thread_id", "iteration");

    private Walk(Bson filter) {
      sessions = new Level(ConversationSchema.SESSIONS, "", "created_at");
      sessions.open(filter);
    }

    @Override
    public boolean hasNext() {
      return mongo.call(() -> responses.hasNext() || threads.hasNext() || sessions.hasNext());
    }

    @Override
    public Exported next() {
      return mongo.call(() -> {
        if (responses.hasNext()) {
          return new ExportedResponse(ConversationDocuments.response(responses.next()));
        }
        if (threads.hasNext()) {
          Document thread = threads.next();
          responses.openBelow(thread);
          return new ExportedThread(ConversationDocuments.thread(thread));
        }
        Document session = sessions.next();
        threads.openBelow(session);
        return new ExportedSession(ConversationDocuments.session(session));
      });
    }

    @Override
    public void close() {
      responses.close();
      threads.close();
      sessions.close();
    }
  }

  /** One of the three collections, and where the walk stands in it. */
  private final class Level {
    private final MongoCollection<Document> documents;
    private final String parent;
    private final String order;
    private @Nullable MongoCursor<Document> cursor;

    private Level(String collection, String parent, String order) {
      this.documents = mongo.collection(collection);
      this.parent = parent;
      this.order = order;
    }

    private void openBelow(Document above) {
      open(eq(parent, above.getObjectId("_id")));
    }

    private void open(Bson filter) {
      close();
      cursor =
          mongo.call(() ->
              documents.find(filter).sort(ascending(order)).batchSize(READ_AT_ONCE).iterator());
    }

    private boolean hasNext() {
      return cursor != null && cursor.hasNext();
    }

    private Document next() {
      if (cursor == null) {
        throw new NoSuchElementException();
      }
      return cursor.next();
    }

    private void close() {
      if (cursor != null) {
        cursor.close();
      }
    }
  }
}
