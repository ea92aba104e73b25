package io.orchestratex.session.store.mongodb;

import com.mongodb.client.MongoCollection;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.session.conversation.SessionAnalytics.ModelUse;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;

/** Sums a session's answers per model in the server, the dearest model first. */
final class SessionSums {

  /** An average passes over what is null: only completed answers have a time. */
  private static final String GROUP =
      """
      {$group: {
        _id: '$model_name',
        responses: {$sum: {$toLong: 1}},
        total_tokens: {$sum: '$tokens_used'},
        total_cost: {$sum: '$cost_usd'},
        avg_response_time: {$avg: {$cond: [
          {$eq: ['$status', 'completed']}, '$response_time_ms', null]}}
      }}\
      """;

  private final MongoCollection<Document> responses;

  SessionSums(Mongo mongo) {
    this.responses = mongo.collection(ConversationSchema.RESPONSES);
  }

  static List<Document> pipeline(ObjectId sessionId) {
    return List.of(
        new Document("$match", new Document("session_id", sessionId)),
        Document.parse(GROUP),
        Document.parse("{$sort: {total_cost: -1, _id: 1}}"));
  }

  List<ModelUse> perModel(ObjectId sessionId) {
    List<ModelUse> uses = new ArrayList<>();
    responses.aggregate(pipeline(sessionId)).forEach(row -> uses.add(use(row)));
    return uses;
  }

  private static ModelUse use(Document row) {
    Number average = row.get("avg_response_time", Number.class);
    return new ModelUse(
        Fields.text(row, "_id"),
        Fields.number(row, "responses"),
        Fields.number(row, "total_tokens"),
        Fields.decimal(row, "total_cost"),
        average == null ? 0 : average.doubleValue());
  }
}
