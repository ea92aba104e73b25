package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import io.orchestratex.kit.mongodb.Fields;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.conversation.AnswerSearch;
import io.orchestratex.session.conversation.Excerpt;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Search by the text index {@code words}, which begins with the user. Matches are ranked by their
 * ids and scores alone; only the texts of one page are read, a few at a time.
 */
@Singleton
final class MongoAnswerSearch implements AnswerSearch {

  private static final String SCORE = "score";
  private static final int READ_AT_ONCE = 10;

  private final Mongo mongo;
  private final MongoCollection<Document> responses;

  MongoAnswerSearch(Mongo mongo) {
    this.mongo = mongo;
    this.responses = mongo.collection(ConversationSchema.RESPONSES);
  }

  @Override
  public Page<Match> find(Query query, PageRequest page) {
    if (query.sessionId() != null && !ObjectId.isValid(query.sessionId())) {
      return Page.of(List.of(), page, 0);
    }
    List<Bson> all = new ArrayList<>();
    all.add(eq("user_id", query.userId()));
    all.add(Filters.text(query.words()));
    if (query.sessionId() != null) {
      all.add(eq("session_id", new ObjectId(query.sessionId())));
    }
    Bson filter = and(all);
    return mongo.call(() ->
        Page.of(
            matches(ranked(filter, page), new Excerpt(query.words())),
            page,
            responses.countDocuments(filter)));
  }

  private Map<ObjectId, Double> ranked(Bson filter, PageRequest page) {
    Map<ObjectId, Double> scores = new LinkedHashMap<>();
    responses
        .aggregate(
            List.of(
                Aggregates.match(filter),
                Aggregates.project(
                    Projections.fields(
                        Projections.include("created_at"), Projections.metaTextScore(SCORE))),
                Aggregates.sort(orderBy(descending(SCORE), descending("created_at", "_id"))),
                Aggregates.skip(page.offset()),
                Aggregates.limit(page.limit())))
        .allowDiskUse(true)
        .forEach(found -> scores.put(found.getObjectId("_id"), found.getDouble(SCORE)));
    return scores;
  }

  private List<Match> matches(Map<ObjectId, Double> scores, Excerpt excerpt) {
    Map<ObjectId, Match> read = new HashMap<>();
    responses
        .find(in("_id", scores.keySet()))
        .batchSize(READ_AT_ONCE)
        .forEach(found -> {
          ObjectId id = found.getObjectId("_id");
          read.put(id, match(found, excerpt, scores.getOrDefault(id, 0.0)));
        });
    return scores.keySet().stream().map(read::get).filter(Objects::nonNull).toList();
  }

  private static Match match(Document found, Excerpt excerpt, double score) {
    return new Match(
        ConversationDocuments.id(found, "_id"),
        ConversationDocuments.id(found, "thread_id"),
        ConversationDocuments.id(found, "session_id"),
        found.getInteger("iteration"),
        found.getString("model_name"),
        Fields.instant(found, "created_at"),
        excerpt.of(found.getString("prompt")),
        excerpt.of(Objects.requireNonNullElse(found.getString("response_text"), "")),
        score);
  }
}
