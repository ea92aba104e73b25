package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.WindowOutputFields;
import com.mongodb.client.model.Windows;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.Page.Paging;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.session.conversation.ModelResponse;
import io.orchestratex.session.provider.ModelRequest.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Reads many prompts and answers at once, but never more of them than a process can hold beside
 * everything else: one may have 100 000 characters.
 */
final class ResponseTexts {

  private static final int MOST_CHARACTERS_OF_PAGE = 2_000_000;

  /** So few at once that the largest are a few megabytes too. */
  private static final int READ_AT_ONCE = 10;

  private static final Document LENGTH =
      new Document("$add", List.of(length("$prompt"), length("$response_text")));

  private final Mongo mongo;
  private final MongoCollection<Document> responses;

  ResponseTexts(Mongo mongo) {
    this.mongo = mongo;
    this.responses = mongo.collection(ConversationSchema.RESPONSES);
  }

  private static Document length(String field) {
    return new Document("$strLenCP", new Document("$ifNull", List.of(field, "")));
  }

  /** A page in the order of the prompts, which ends early when its texts grow large. */
  Page<ModelResponse> page(Bson filter, PageRequest page) {
    return mongo.call(() -> {
      List<ModelResponse> items = new ArrayList<>();
      boolean whole = true;
      long characters = 0;
      try (MongoCursor<Document> found =
          responses
              .find(filter)
              .sort(ascending("iteration"))
              .skip(page.offset())
              .limit(page.limit())
              .batchSize(READ_AT_ONCE)
              .iterator()) {
        while (whole && found.hasNext()) {
          ModelResponse response = ConversationDocuments.response(found.next());
          characters += response.prompt().length() + response.responseText().length();
          whole = items.isEmpty() || characters <= MOST_CHARACTERS_OF_PAGE;
          if (whole) {
            items.add(response);
          }
        }
      }
      int limit = whole ? page.limit() : items.size();
      return new Page<>(items, new Paging(limit, page.offset(), responses.countDocuments(filter)));
    });
  }

  /** The last of these exchanges that fit together into a budget, newest first. */
  List<Exchange> last(Bson filter, int most, int mostCharacters) {
    return mongo.call(() -> {
      List<Exchange> exchanges = new ArrayList<>();
      responses
          .aggregate(
              List.of(
                  Aggregates.match(filter),
                  Aggregates.sort(descending("iteration")),
                  Aggregates.limit(most),
                  Aggregates.setWindowFields(
                      null,
                      descending("iteration"),
                      WindowOutputFields.sum(
                          "characters",
                          LENGTH,
                          Windows.documents(Windows.Bound.UNBOUNDED, Windows.Bound.CURRENT))),
                  Aggregates.match(Filters.lte("characters", mostCharacters)),
                  Aggregates.sort(descending("iteration")),
                  Aggregates.project(Projections.include("prompt", "response_text"))))
          .allowDiskUse(true)
          .forEach(document ->
              exchanges.add(
                  new Exchange(document.getString("prompt"), document.getString("response_text"))));
      return exchanges;
    });
  }
}
