package io.orchestratex.kit.mongodb;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import io.orchestratex.kit.StoreService;
import io.orchestratex.kit.failure.FailureException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Collections are made as declared, and those of earlier builds become so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollectionSetupTest {

  private StoreService service;
  private Mongo mongo;

  @BeforeAll
  void start() {
    Map<String, String> environment = StoreService.environment("kitcollections");
    service = StoreService.onMongo(environment, requireNonNull(environment.get("MONGODB_URI")));
    mongo = service.bean(Mongo.class);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  private MongoCollection<Document> fresh(String name) {
    MongoCollection<Document> collection = mongo.collection(name);
    mongo.run(collection::drop);
    return collection;
  }

  @Test
  void collectionsAreMadeAsDeclaredAgainWithoutChangeAndDriftIsReported() {
    fresh("made");
    CollectionSpec declared =
        CollectionSpec.named("made")
            .unique("by_name", Indexes.ascending("name"))
            .index("by_words", Indexes.compoundIndex(Indexes.text("title"), Indexes.text("body")))
            .forgetAfterDays("forget", Indexes.ascending("at"), 3)
            .uniqueWhere("one_open", Indexes.ascending("kind"), Filters.eq("open", true))
            .validator(Document.parse("{name: {$type: 'string'}}"))
            .build();
    for (int i = 0; i < 2; i++) {
      CollectionSetup setup = new CollectionSetup(mongo.database());
      setup.apply(declared);
      assertThat(setup.drift()).isEmpty();
    }
    MongoCollection<Document> made = mongo.collection("made");
    assertThatThrownBy(() -> mongo.run(() -> made.insertOne(new Document("name", 1))))
        .isInstanceOf(FailureException.class);

    made.dropIndex("by_name");
    made.createIndex(Indexes.ascending("name"), new IndexOptions().name("by_name"));
    made.createIndex(Indexes.ascending("left"), new IndexOptions().name("left_over"));
    CollectionSetup setup = new CollectionSetup(mongo.database());
    setup.apply(declared);

    assertThat(setup.drift())
        .satisfiesExactly(
            by -> assertThat(by).startsWith("made.by_name").contains("unique"),
            left -> assertThat(left).isEqualTo("made.left_over is not declared"));
  }

  @Test
  void aRenamedFieldIsMovedInDocumentsOfEarlierBuilds() {
    MongoCollection<Document> moved = fresh("moved");
    moved.insertOne(
        new Document("_id", 1)
            .append("ownerId", "ann")
            .append("tokens", List.of(new Document("id", "t").append("endsAt", 7))));
    moved.insertOne(new Document("_id", 2).append("owner_id", "ben"));
    moved.createIndex(Indexes.ascending("ownerId"), new IndexOptions().name("owner"));
    CollectionSpec declared =
        CollectionSpec.named("moved")
            .renamed("ownerId", "owner_id")
            .renamed("tokens[].endsAt", "ends_at")
            .withoutIndexes("owner")
            .build();

    new CollectionSetup(mongo.database()).apply(declared);
    CollectionSetup again = new CollectionSetup(mongo.database());
    again.apply(declared);

    assertThat(again.drift()).as("the index of the earlier build is gone").isEmpty();
    assertThat(moved.find())
        .containsExactlyInAnyOrder(
            new Document("_id", 1)
                .append("tokens", List.of(new Document("ends_at", 7).append("id", "t")))
                .append("owner_id", "ann"),
            new Document("_id", 2).append("owner_id", "ben"));
  }

  @Test
  void instantsOfEarlierBuildsBecomeInstants() {
    MongoCollection<Document> moments = fresh("moments");
    Date at = Date.from(Instant.parse("2026-11-27T10:00:00.123Z"));
    moments.insertMany(
        List.of(
            new Document("_id", 1).append("at", at.getTime()),
            new Document("_id", 2).append("at", at.toInstant().toString()),
            new Document("_id", 3).append("at", at),
            new Document("_id", 4)));
    CollectionSpec declared = CollectionSpec.named("moments").instants("at").build();

    new CollectionSetup(mongo.database()).apply(declared);

    assertThat(moments.find().sort(Sorts.ascending("_id")).map(found -> found.getDate("at")))
        .containsExactly(at, at, at, null);
  }

  @Test
  void namesAreInSnakeCase() {
    assertThatThrownBy(() -> CollectionSpec.named("apiKeys").build())
        .hasMessageContaining("apiKeys");
    assertThatThrownBy(() ->
            CollectionSpec.named("api_keys")
                .index("by_owner", Indexes.ascending("ownerId"))
                .build())
        .hasMessageContaining("ownerId");
  }
}
