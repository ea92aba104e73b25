package io.orchestratex.session.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.conversions.Bson;

/**
 * All indexes of the service's collections, each with a name and the query that needs it. An index
 * whose keys change gets a new name.
 */
final class IndexCatalog {

  private IndexCatalog() {}

  /** The indexes of one collection. */
  record Collection(String name, List<IndexModel> indexes) {}

  static final List<Collection> ALL =
      List.of(
          new Collection(
              Mongo.SESSIONS,
              List.of(
                  // A user's sessions, newest first.
                  index("by_user", Indexes.compoundIndex(up("user_id"), down("created_at"))),
                  // Sessions in a state, by their start.
                  index("by_status", Indexes.compoundIndex(up("status"), down("session_start"))),
                  // A user's sessions in a state, newest first.
                  index(
                      "by_user_and_status",
                      Indexes.compoundIndex(up("user_id"), up("status"), down("created_at"))),
                  // All sessions in a state, newest first.
                  index(
                      "by_status_newest", Indexes.compoundIndex(up("status"), down("created_at"))),
                  // All sessions, newest first.
                  index("newest", down("created_at")))),
          new Collection(
              Mongo.THREADS,
              List.of(
                  // A session's threads, newest first.
                  index("by_session", Indexes.compoundIndex(up("session_id"), down("created_at"))),
                  // Threads on a subject, newest first.
                  index("by_domain", Indexes.compoundIndex(up("domain"), down("created_at"))))),
          new Collection(
              Mongo.RESPONSES,
              List.of(
                  // A thread's answers in order.
                  index("by_thread", Indexes.compoundIndex(up("thread_id"), up("iteration"))),
                  // A thread's answers in a state, in order; backwards for the last exchanges.
                  index(
                      "by_thread_and_status",
                      Indexes.compoundIndex(up("thread_id"), up("status"), up("iteration"))),
                  // A model's answers, newest first.
                  index("by_model", Indexes.compoundIndex(up("model_name"), down("created_at"))),
                  // A session's sums per model, and its deletion.
                  index("by_session", Indexes.compoundIndex(up("session_id"), up("model_name"))),
                  // One answer of a model per prompt.
                  new IndexModel(
                      Indexes.ascending("thread_id", "iteration", "provider", "model_name"),
                      new IndexOptions().name("one_per_prompt_and_model").unique(true)),
                  // Pending answers whose process died.
                  new IndexModel(
                      Indexes.ascending("lease_until"),
                      new IndexOptions()
                          .name("by_lease")
                          .partialFilterExpression(Filters.eq("status", "pending"))))),
          new Collection(
              Mongo.IDEMPOTENCY_KEYS,
              List.of(
                  // The server forgets a key at its instant.
                  new IndexModel(
                      Indexes.ascending("expires_at"),
                      new IndexOptions().name("forget").expireAfter(0L, TimeUnit.SECONDS)))));

  private static IndexModel index(String name, Bson keys) {
    return new IndexModel(keys, new IndexOptions().name(name));
  }

  private static Bson up(String field) {
    return Indexes.ascending(field);
  }

  private static Bson down(String field) {
    return Indexes.descending(field);
  }
}
