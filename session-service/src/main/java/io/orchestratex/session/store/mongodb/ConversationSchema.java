package io.orchestratex.session.store.mongodb;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.kit.mongodb.MongoSchema;
import jakarta.inject.Singleton;
import java.util.List;
import org.bson.conversions.Bson;

/** The service's collections; each index stands beside the query that needs it. */
@Singleton
final class ConversationSchema implements MongoSchema {

  static final String SESSIONS = "user_sessions";
  static final String THREADS = "conversation_threads";
  static final String RESPONSES = "model_responses";
  static final String IDEMPOTENCY_KEYS = "idempotency_keys";

  private static final Bson SUMMED =
      Indexes.ascending(
          "model_name", "provider", "status", "input_tokens", "output_tokens", "cost_usd");

  @Override
  public List<CollectionSpec> collections() {
    return List.of(sessions(), threads(), responses(), idempotencyKeys());
  }

  private static CollectionSpec sessions() {
    return CollectionSpec.named(SESSIONS)
        // A user's sessions, newest first.
        .index("by_user", Indexes.compoundIndex(up("user_id"), down("created_at")))
        // Sessions in a state, by their start.
        .index("by_status", Indexes.compoundIndex(up("status"), down("session_start")))
        // A user's sessions in a state, newest first.
        .index(
            "by_user_and_status",
            Indexes.compoundIndex(up("user_id"), up("status"), down("created_at")))
        // All sessions in a state, newest first.
        .index("by_status_newest", Indexes.compoundIndex(up("status"), down("created_at")))
        // All sessions, newest first.
        .index("newest", down("created_at"))
        // A user's sessions with a tag, and all of them, newest first.
        .index(
            "by_user_and_tag", Indexes.compoundIndex(up("user_id"), up("tags"), down("created_at")))
        .index("by_tag", Indexes.compoundIndex(up("tags"), down("created_at")))
        .build();
  }

  private static CollectionSpec threads() {
    return CollectionSpec.named(THREADS)
        // A session's threads, newest first.
        .index("by_session", Indexes.compoundIndex(up("session_id"), down("created_at")))
        // All threads on a subject, newest first; then a user's, on any subject and on one.
        .index("by_domain", Indexes.compoundIndex(up("domain"), down("created_at")))
        .index("by_user", Indexes.compoundIndex(up("user_id"), down("created_at")))
        .index(
            "by_user_and_domain",
            Indexes.compoundIndex(up("user_id"), up("domain"), down("created_at")))
        // All threads, newest first.
        .index("newest", down("created_at"))
        .build();
  }

  private static CollectionSpec responses() {
    return CollectionSpec.named(RESPONSES)
        // A thread's answers in order.
        .index("by_thread", Indexes.compoundIndex(up("thread_id"), up("iteration")))
        // A thread's answers in a state, in order; backwards for the last exchanges.
        .index(
            "by_thread_and_status",
            Indexes.compoundIndex(up("thread_id"), up("status"), up("iteration")))
        // A model's answers, newest first.
        .index("by_model", Indexes.compoundIndex(up("model_name"), down("created_at")))
        // A session's sums per model, and its deletion.
        .index("by_session", Indexes.compoundIndex(up("session_id"), up("model_name")))
        // What prompts of a time used, of everybody and of a user: all that the sums need, so that
        // no answer is read.
        .index("usage", Indexes.compoundIndex(down("created_at"), up("user_id"), SUMMED))
        .index("usage_of_user", Indexes.compoundIndex(up("user_id"), down("created_at"), SUMMED))
        // One answer of a model per prompt.
        .unique(
            "one_per_prompt_and_model",
            Indexes.ascending("thread_id", "iteration", "provider", "model_name"))
        // Prompts and answers of a user that contain words, in whatever language they are.
        .index(
            "words",
            Indexes.compoundIndex(
                up("user_id"), Indexes.text("prompt"), Indexes.text("response_text")),
            new IndexOptions().defaultLanguage("none").languageOverride("language_of_words"))
        // Pending answers whose process died.
        .index(
            "by_lease",
            up("lease_until"),
            new IndexOptions().partialFilterExpression(Filters.eq("status", "pending")))
        .build();
  }

  private static CollectionSpec idempotencyKeys() {
    return CollectionSpec.named(IDEMPOTENCY_KEYS).forgetAt("forget", up("expires_at")).build();
  }

  private static Bson up(String field) {
    return Indexes.ascending(field);
  }

  private static Bson down(String field) {
    return Indexes.descending(field);
  }
}
