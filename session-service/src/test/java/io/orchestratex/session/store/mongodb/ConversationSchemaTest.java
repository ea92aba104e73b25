package io.orchestratex.session.store.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.mongodb.ExplainVerbosity;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import io.orchestratex.kit.mongodb.CollectionSpec;
import io.orchestratex.session.RunningService;
import io.orchestratex.session.conversation.ConversationThread;
import io.orchestratex.session.conversation.ConversationThread.SharedPart;
import io.orchestratex.session.usage.UsageQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConversationSchemaTest {

  private final RunningService service = RunningService.shared();
  private final MongoDatabase mongo = service.mongo();

  @Test
  void isInPlaceAtTheStart() {
    for (CollectionSpec collection : new ConversationSchema().collections()) {
      List<String> names = new ArrayList<>();
      mongo
          .getCollection(collection.name())
          .listIndexes()
          .forEach(index -> names.add(index.getString("name")));
      names.remove("_id_");
      assertThat(names)
          .as(collection.name())
          .containsExactlyInAnyOrderElementsOf(
              collection.indexes().stream().map(index -> index.getOptions().getName()).toList());
    }
  }

  @Test
  void hasAnIndexForEachOfItsQueries() {
    assertThat(
            new ConversationSchema()
                .collections().stream().mapToInt(each -> each.indexes().size()).sum())
        .isGreaterThanOrEqualTo(21);
  }

  /** Of a fork: each part is a range, and the ranges are merged by iteration. */
  @Test
  void readsTheAnswersOfAForkByRangesInOrder() {
    ConversationThread fork =
        new ConversationThread(
            new ObjectId().toHexString(),
            new ObjectId().toHexString(),
            "ann",
            "ops",
            "T",
            Instant.EPOCH,
            9,
            List.of(
                new SharedPart(new ObjectId().toHexString(), 3),
                new SharedPart(new ObjectId().toHexString(), 9)));

    String plan =
        winningPlan(
            "model_responses", Lineages.responses(fork, "completed"), ascending("iteration"));

    assertThat(plan).contains("SORT_MERGE").doesNotContain("COLLSCAN").doesNotContain("\"SORT\"");
  }

  static Stream<Arguments> hotQueries() {
    ObjectId id = new ObjectId();
    return Stream.of(
        query("user_sessions", "by_user", eq("user_id", "ann"), descending("created_at")),
        query(
            "user_sessions",
            "by_user",
            and(eq("user_id", "ann"), eq("status", "active")),
            descending("created_at")),
        query(
            "user_sessions", "by_status_newest", eq("status", "active"), descending("created_at")),
        query("user_sessions", "by_status", eq("status", "active"), descending("session_start")),
        query("user_sessions", "newest", Filters.empty(), descending("created_at")),
        query("user_sessions", "by_tag", eq("tags", "a"), descending("created_at")),
        query("conversation_threads", "newest", Filters.empty(), descending("created_at")),
        query("conversation_threads", "by_user", eq("user_id", "ann"), descending("created_at")),
        query(
            "model_responses",
            "words",
            and(eq("user_id", "ann"), Filters.text("lease \"ten seconds\"")),
            null),
        query("conversation_threads", "by_session", eq("session_id", id), descending("created_at")),
        query("conversation_threads", "by_domain", eq("domain", "ops"), descending("created_at")),
        query("model_responses", "by_thread", eq("thread_id", id), ascending("iteration")),
        query("model_responses", "by_model", eq("model_name", "demo"), descending("created_at")),
        query("model_responses", "by_session", eq("session_id", id), null),
        query(
            "model_responses",
            "by_lease",
            MongoConversationStore.ABANDONED,
            ascending("lease_until")));
  }

  private static Arguments query(
      String collection, String index, Bson filter, @Nullable Bson sort) {
    return Arguments.of(collection, index, filter, sort);
  }

  @ParameterizedTest(name = "{0}.{1}")
  @MethodSource("hotQueries")
  void servesAHotQueryWithoutScanOrSort(String collection, String index, Bson filter, Bson sort) {
    String plan = winningPlan(collection, filter, sort);

    assertThat(plan).doesNotContain("COLLSCAN").doesNotContain("\"SORT\"").contains("IXSCAN");
    assertThat(plan).contains("\"indexName\": \"" + index);
  }

  @Test
  void findsTheFewAnswersInAStateAmongMany() {
    ObjectId thread = new ObjectId();
    List<Document> answers = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      answers.add(
          new Document("thread_id", thread)
              .append("iteration", i)
              .append("provider", "demo")
              .append("model_name", "demo")
              .append("session_id", new ObjectId())
              .append("status", i < 5 ? "completed" : "failed"));
    }
    mongo.getCollection("model_responses").insertMany(answers);

    String plan =
        winningPlan(
            "model_responses",
            and(eq("thread_id", thread), eq("status", "completed")),
            descending("iteration"));

    assertThat(plan).contains("\"indexName\": \"by_thread_and_status").doesNotContain("\"SORT\"");
  }

  /** Of a user with much, on a subject with much, but little of both. */
  @ParameterizedTest
  @CsvSource({
    "user_sessions, tags, by_user_and_tag",
    "conversation_threads, domain, by_user_and_domain"
  })
  void findsTheFewOfAUserWithATagOrOnASubject(String collection, String field, String index) {
    String user = "busy-" + collection;
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      boolean own = i % 2 == 0;
      documents.add(
          new Document("user_id", own && i > 4 ? user : "other-" + i)
              .append(field, own && i > 4 ? "usual-" + i : "rare")
              .append("created_at", Date.from(Instant.EPOCH.plusSeconds(i))));
    }
    documents.add(
        new Document("user_id", user)
            .append(field, "rare")
            .append("created_at", Date.from(Instant.EPOCH)));
    mongo.getCollection(collection).insertMany(documents);

    String plan =
        winningPlan(
            collection, and(eq("user_id", user), eq(field, "rare")), descending("created_at"));

    assertThat(plan).contains("\"indexName\": \"" + index).doesNotContain("\"SORT\"");
    mongo
        .getCollection(collection)
        .deleteMany(Filters.lt("created_at", Date.from(Instant.EPOCH.plusSeconds(300))));
  }

  private String winningPlan(String collection, Bson filter, @Nullable Bson sort) {
    return mongo
        .getCollection(collection)
        .find(filter)
        .sort(sort)
        .explain(ExplainVerbosity.QUERY_PLANNER)
        .get("queryPlanner", Document.class)
        .get("winningPlan", Document.class)
        .toJson();
  }

  @Test
  void sumsASessionUpByItsIndex() {
    String plan =
        mongo
            .getCollection("model_responses")
            .aggregate(sumsOf(new ObjectId()))
            .explain(ExplainVerbosity.QUERY_PLANNER)
            .toJson();

    assertThat(plan).doesNotContain("COLLSCAN").contains("by_session");
  }

  @Test
  void sumsTheUseOfATimeUpWithoutReadingAnAnswer() {
    Instant now = Instant.now();
    for (String user : new String[] {null, "ann"}) {
      String plan =
          mongo
              .getCollection("model_responses")
              .aggregate(
                  MongoUsageStore.pipeline(
                      new UsageQuery(
                          now.minusSeconds(60),
                          now,
                          UsageQuery.Interval.DAY,
                          "UTC",
                          UsageQuery.GroupBy.MODEL,
                          user)))
              .explain(ExplainVerbosity.QUERY_PLANNER)
              .toJson();

      assertThat(plan)
          .contains("\"indexName\": \"" + (user == null ? "usage\"" : "usage_of_user\""))
          .contains("PROJECTION_COVERED")
          .doesNotContain("COLLSCAN");
    }
  }

  /** The repository's own pipeline, as the driver takes it. */
  private static List<BsonDocument> sumsOf(ObjectId sessionId) {
    String id = "{\"$oid\": \"" + sessionId.toHexString() + "\"}";
    return BsonArray.parse(SessionSums.PIPELINE.replace(":sessionId", id)).stream()
        .map(BsonValue::asDocument)
        .toList();
  }

  @Test
  void theRepositorySumsWhatTheStoreWrites() {
    ObjectId session = new ObjectId();
    MongoCollection<Document> answers = mongo.getCollection("model_responses");
    answers.insertMany(
        List.of(
            answer(session, 1, "dear", "completed", "0.30", 400L),
            answer(session, 2, "dear", "completed", "0.012", 200L),
            answer(session, 3, "dear", "failed", "0.000", 9_000L),
            answer(session, 1, "cheap", "cancelled", "0.00", 50L)));

    List<ModelUseRow> rows = service.bean(SessionSums.class).perModel(session);

    assertThat(rows)
        .containsExactly(
            new ModelUseRow("dear", 3, 30, new BigDecimal("0.312"), 300.0),
            new ModelUseRow("cheap", 1, 10, new BigDecimal("0.00"), null));
    Document raw = answers.aggregate(sumsOf(session)).first();
    assertThat(raw)
        .containsExactly(
            entry("_id", "dear"),
            entry("responses", 3L),
            entry("total_tokens", 30L),
            entry("total_cost", Decimal128.parse("0.312")),
            entry("avg_response_time", 300.0));
    assertThat(service.bean(SessionSums.class).perModel(new ObjectId())).isEmpty();
  }

  private static Document answer(
      ObjectId session, int iteration, String model, String status, String cost, long millis) {
    return new Document("thread_id", session)
        .append("session_id", session)
        .append("iteration", iteration)
        .append("provider", "demo")
        .append("model_name", model)
        .append("status", status)
        .append("tokens_used", 10L)
        .append("cost_usd", Decimal128.parse(cost))
        .append("response_time_ms", millis);
  }

  @Test
  void theClientHasTheLimitsThatWereAskedFor() {
    MongoClientSettings settings = service.bean(MongoClientSettings.class);

    assertThat(settings.getConnectionPoolSettings().getMaxSize()).isEqualTo(50);
    assertThat(settings.getConnectionPoolSettings().getMinSize()).isEqualTo(5);
    assertThat(settings.getConnectionPoolSettings().getMaxConnectionIdleTime(TimeUnit.MILLISECONDS))
        .isEqualTo(45_000);
    assertThat(settings.getClusterSettings().getServerSelectionTimeout(TimeUnit.MILLISECONDS))
        .isEqualTo(5_000);
    assertThat(settings.getSocketSettings().getConnectTimeout(TimeUnit.MILLISECONDS))
        .isEqualTo(20_000);
    assertThat(settings.getSocketSettings().getReadTimeout(TimeUnit.MILLISECONDS))
        .isEqualTo(20_000);
    assertThat(settings.getRetryReads()).isTrue();
    assertThat(settings.getRetryWrites()).isTrue();
    assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY);
    assertThat(settings.getReadPreference()).isEqualTo(ReadPreference.primary());
    assertThat(service.bean(MongoClient.class)).isNotNull();
  }
}
