package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import io.orchestratex.session.conversation.ConversationThread;
import io.orchestratex.session.conversation.ConversationThread.SharedPart;
import java.util.ArrayList;
import java.util.List;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** Finds the answers of a thread where they lie: those before a fork are in other threads. */
final class Lineages {

  private Lineages() {}

  /** Each part is a range of an index, and the server merges them by iteration. */
  static Bson responses(ConversationThread thread, String status) {
    List<Bson> parts = new ArrayList<>();
    int shared = 0;
    for (SharedPart part : thread.lineage()) {
      parts.add(
          and(of(part.threadId(), status), gt("iteration", shared), lte("iteration", part.last())));
      shared = part.last();
    }
    Bson own = of(thread.id(), status);
    if (parts.isEmpty()) {
      return own;
    }
    parts.add(own);
    return or(parts);
  }

  private static Bson of(String threadId, String status) {
    return and(eq("thread_id", new ObjectId(threadId)), eq("status", status));
  }
}
