package io.orchestratex.session.store.mongodb;

import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.session.conversation.ConversationThread;
import io.orchestratex.session.conversation.ConversationThread.SharedPart;
import io.orchestratex.session.conversation.ModelResponse;
import io.orchestratex.session.conversation.ResponseStatus;
import io.orchestratex.session.conversation.Session;
import io.orchestratex.session.conversation.SessionLabel;
import io.orchestratex.session.conversation.SessionStatus;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Usage;
import io.orchestratex.session.wire.WireName;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** How conversations are written in BSON: ids are ObjectIds, money is Decimal128. */
final class ConversationDocuments {

  /** Of a pending answer: its process is dead if it has not renewed it by then. */
  static final String LEASE_UNTIL = "lease_until";

  private static final String LINEAGE = "lineage";

  private ConversationDocuments() {}

  static Document of(Session session) {
    return new Document("_id", new ObjectId(session.id()))
        .append("user_id", session.userId())
        .append("title", session.label().title())
        .append("tags", session.label().tags())
        .append("status", WireName.of(session.status()))
        .append("created_at", Fields.date(session.createdAt()))
        .append("session_start", Fields.date(session.sessionStart()))
        .append("session_end", Fields.date(session.sessionEnd()))
        .append("total_tokens", session.totalTokens())
        .append("total_cost", new Decimal128(session.totalCost()))
        .append("thread_count", session.threadCount())
        .append("metadata", new Document(session.label().metadata()))
        .append("version", session.version());
  }

  static Session session(Document document) {
    return new Session(
        id(document, "_id"),
        document.getString("user_id"),
        label(document),
        WireName.read(SessionStatus.class, document.getString("status")),
        Fields.instant(document, "created_at"),
        Fields.instant(document, "session_start"),
        Fields.instantOrNull(document, "session_end"),
        document.getLong("total_tokens"),
        Fields.decimal(document, "total_cost"),
        document.getInteger("thread_count"),
        document.getLong("version"));
  }

  /** Lists leave the metadata out, and sessions of earlier builds have no tags. */
  private static SessionLabel label(Document document) {
    Document metadata = document.get("metadata", Document.class);
    return new SessionLabel(
        document.getString("title"),
        document.getList("tags", String.class, List.of()),
        metadata == null ? Map.of() : metadata);
  }

  static Document of(ConversationThread thread) {
    return new Document("_id", new ObjectId(thread.id()))
        .append("session_id", new ObjectId(thread.sessionId()))
        .append("user_id", thread.userId())
        .append("domain", thread.domain())
        .append("title", thread.title())
        .append("created_at", Fields.date(thread.createdAt()))
        .append("iterations", thread.iterations())
        .append(
            LINEAGE,
            thread.lineage().stream()
                .map(part ->
                    new Document("thread_id", new ObjectId(part.threadId()))
                        .append("last", part.last()))
                .toList());
  }

  static ConversationThread thread(Document document) {
    return new ConversationThread(
        id(document, "_id"),
        id(document, "session_id"),
        document.getString("user_id"),
        document.getString("domain"),
        document.getString("title"),
        Fields.instant(document, "created_at"),
        document.getInteger("iterations"),
        document.getList(LINEAGE, Document.class, List.of()).stream()
            .map(part -> new SharedPart(id(part, "thread_id"), part.getInteger("last")))
            .toList());
  }

  static Document of(ModelResponse response) {
    return new Document("_id", new ObjectId(response.id()))
        .append("thread_id", new ObjectId(response.threadId()))
        .append("session_id", new ObjectId(response.sessionId()))
        .append("user_id", response.userId())
        .append("iteration", response.iteration())
        .append("provider", response.provider())
        .append("model_name", response.modelName())
        .append("prompt", response.prompt())
        .append("settings", settings(response.settings()))
        .append("status", WireName.of(response.status()))
        .append("response_text", response.responseText())
        .append("input_tokens", response.usage().inputTokens())
        .append("output_tokens", response.usage().outputTokens())
        .append("tokens_used", response.usage().total())
        .append("cost_usd", new Decimal128(response.costUsd()))
        .append("response_time_ms", response.responseTimeMs())
        .append("cached", response.cached())
        .append("created_at", Fields.date(response.createdAt()))
        .append("started_at", Fields.date(response.createdAt()))
        .append("finished_at", Fields.date(response.finishedAt()))
        .append("failure_reason", response.failureReason())
        .append("finish_reason", response.finishReason())
        .append(LEASE_UNTIL, null);
  }

  static ModelResponse response(Document document) {
    return new ModelResponse(
        id(document, "_id"),
        id(document, "thread_id"),
        id(document, "session_id"),
        document.getString("user_id"),
        document.getInteger("iteration"),
        document.getString("provider"),
        document.getString("model_name"),
        document.getString("prompt"),
        settings(document.get("settings", Document.class)),
        WireName.read(ResponseStatus.class, document.getString("status")),
        document.getString("response_text"),
        new Usage(document.getLong("input_tokens"), document.getLong("output_tokens")),
        Fields.decimal(document, "cost_usd"),
        document.getLong("response_time_ms"),
        document.getBoolean("cached"),
        Fields.instant(document, "created_at"),
        Fields.instantOrNull(document, "finished_at"),
        document.getString("failure_reason"),
        document.getString("finish_reason"));
  }

  private static Document settings(ModelSettings settings) {
    return new Document("temperature", settings.temperature())
        .append("top_p", settings.topP())
        .append("max_tokens", settings.maxTokens());
  }

  private static ModelSettings settings(Document document) {
    return new ModelSettings(
        document.getDouble("temperature"),
        document.getDouble("top_p"),
        document.getInteger("max_tokens"));
  }

  static String id(Document document, String field) {
    return document.getObjectId(field).toHexString();
  }
}
