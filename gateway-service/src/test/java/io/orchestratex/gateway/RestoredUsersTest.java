package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.ConnectionString;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.RenameCollectionOptions;
import io.orchestratex.contracts.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** After a restore of the database of users everyone signs in again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoredUsersTest {

  private static final List<String> COLLECTIONS =
      List.of("guards", "users", "refresh_families", "revocations", "console_sessions");

  private StubService service;
  private TestGateway gateway;

  @BeforeAll
  void start() {
    service = new StubService();
    Map<String, String> environment = TestGateway.environment("restored", service);
    environment.put("ORCHESTRATEX_GATEWAY_IDENTITY_READ_REVOCATIONS", "200ms");
    gateway = TestGateway.start(environment);
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
  }

  @Test
  void endsEverySessionWhenTheUsersWerePutBackAndNobodysAgain() throws Exception {
    JsonNode before = gateway.signIn("admin", TestGateway.PASSWORD);
    Browser browser = new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
    counted(gateway);
    Map<String, List<Document>> backup = backup(gateway.mongo());
    long then = count(gateway);
    await().atMost(Duration.ofSeconds(20)).until(() -> count(gateway) > then + 1);
    String token = gateway.adminToken();
    assertThat(gateway.get("/api/v1/auth/me", token).statusCode()).isEqualTo(200);
    assertThat(browser.get("/console/account").statusCode()).isEqualTo(200);

    restore(gateway.mongo(), backup);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.get("/api/v1/auth/me", token).statusCode() == 401);
    String refresh = "{\"refresh_token\":\"" + before.get("refresh_token").asText() + "\"}";
    assertThat(gateway.post("/api/v1/auth/refresh", null, refresh).statusCode()).isEqualTo(401);
    assertThat(browser.get("/console/account").statusCode()).as("a browser").isEqualTo(303);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !gateway.eventsOf(Topics.IDENTITY, "*").isEmpty());

    isAskedOnce();
  }

  /** Who signs in after it stays signed in. */
  private void isAskedOnce() throws Exception {
    String again = gateway.adminToken();
    Browser browser = new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
    long now = count(gateway);
    await().atMost(Duration.ofSeconds(20)).until(() -> count(gateway) > now + 1);
    assertThat(gateway.get("/api/v1/auth/me", again).statusCode()).isEqualTo(200);
    assertThat(browser.get("/console/account").statusCode()).isEqualTo(200);
  }

  @Test
  void endsEverySessionWhenOneCollectionWasPutBackAlone() throws Exception {
    counted(gateway);
    String token = gateway.adminToken();
    MongoDatabase users = gateway.mongo();

    users
        .getCollection("beside")
        .insertMany(users.getCollection("users").find().into(new ArrayList<>()));
    users
        .getCollection("beside")
        .renameCollection(
            new MongoNamespace(users.getName(), "users"),
            new RenameCollectionOptions().dropTarget(true));

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> gateway.get("/api/v1/auth/me", token).statusCode() == 401);
    isAskedOnce();
  }

  @Test
  void endsEverySessionWhenTheUsersWerePutBackWhileNoGatewayRan() throws Exception {
    Map<String, String> environment = TestGateway.environment("restored-away", service);
    ConnectionString uri = new ConnectionString(environment.get("MONGODB_URI"));
    Map<String, List<Document>> backup;
    JsonNode before;
    String since;
    try (TestGateway started = TestGateway.start(environment)) {
      before = started.signIn("admin", TestGateway.PASSWORD);
      backup = backup(started.mongo());
      since = started.adminToken();
    }
    String token;
    try (TestGateway started = TestGateway.start(environment)) {
      assertThat(started.get("/api/v1/auth/me", since).statusCode())
          .as("nothing was put back")
          .isEqualTo(200);
    }

    try (MongoClient client = MongoClients.create(uri)) {
      MongoDatabase users = client.getDatabase(Objects.requireNonNull(uri.getDatabase()));
      backup.keySet().forEach(name -> users.getCollection(name).drop());
      restore(users, backup);
    }

    try (TestGateway started = TestGateway.start(environment)) {
      assertThat(started.get("/api/v1/auth/me", since).statusCode()).isEqualTo(401);
      String refresh = "{\"refresh_token\":\"" + before.get("refresh_token").asText() + "\"}";
      assertThat(started.post("/api/v1/auth/refresh", null, refresh).statusCode()).isEqualTo(401);
      token = started.adminToken();
    }
    try (TestGateway started = TestGateway.start(environment)) {
      assertThat(started.get("/api/v1/auth/me", token).statusCode()).isEqualTo(200);
    }
  }

  private static void counted(TestGateway gateway) {
    await().atMost(Duration.ofSeconds(20)).until(() -> count(gateway) > 0);
  }

  private static long count(TestGateway gateway) {
    Document count =
        gateway.mongo().getCollection("guards").find(Filters.eq("_id", "restores")).first();
    return count == null ? 0 : count.getLong("touched");
  }

  private static Map<String, List<Document>> backup(MongoDatabase users) {
    Map<String, List<Document>> all = new HashMap<>();
    for (String name : COLLECTIONS) {
      all.put(name, users.getCollection(name).find().into(new ArrayList<>()));
    }
    return all;
  }

  private static void restore(MongoDatabase users, Map<String, List<Document>> backup) {
    backup.forEach((name, documents) -> {
      MongoCollection<Document> collection = users.getCollection(name);
      collection.deleteMany(new Document());
      if (!documents.isEmpty()) {
        collection.insertMany(documents);
      }
    });
  }
}
