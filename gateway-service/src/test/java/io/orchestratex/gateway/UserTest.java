package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import io.orchestratex.gateway.identity.User;
import io.orchestratex.gateway.identity.UserStore;
import io.orchestratex.kit.mongodb.Mongo;
import io.orchestratex.kit.paging.PageRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users, their roles, and who may change them. */
class UserTest extends TwoReplicas {

  UserTest() {
    super("user");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"username\":\"a\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"okay\",\"password\":\"short\",\"roles\":[\"agent\"]}|/password",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"king\"]}|/roles/0",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[]}|/roles",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\"}|/roles",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"],\"id\":\"1\"}|/id",
        "{\"username\":{\"$ne\":null},\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[null]}|/roles/0",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"scraper\"]}|/roles/0",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"],\"enabled\":true}|/enabled",
        "{\"username\":\"okay\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"],\"password_hash\":\"x\"}|/password_hash",
        "{\"username\":\"\u0430dmin\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"\uFF41dmin\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"admin\u200B\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/username",
        "{\"username\":\"okay\",\"email\":\"a\\u0000@b.example\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/email",
        "{\"username\":\"okay\",\"email\":\"none\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}|/email",
      })
  void namesTheFieldThatIsWrong(String body, String pointer) throws Exception {
    HttpResponse<String> response = gateway.post("/api/v1/users", admin, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(TestGateway.json(response).at("/errors").findValuesAsText("pointer"))
        .contains(pointer);
  }

  @Test
  void newRolesAndRemovalMakeEarlierTokensWorthlessEverywhere() throws Exception {
    String id = user("nora", "agent");
    String before = signIn("nora").get("access_token").asText();
    assertThat(replica.get("/api/v1/auth/me", before).statusCode()).isEqualTo(200);

    assertThat(
            gateway
                .send("PATCH", "/api/v1/users/" + id, admin, "{\"roles\":[\"analyst\"]}")
                .statusCode())
        .isEqualTo(200);
    await().atMost(AT_ONCE).until(() -> replica.get("/api/v1/auth/me", before).statusCode() == 401);
    String after = signIn("nora").get("access_token").asText();
    JsonNode me = TestGateway.json(replica.get("/api/v1/auth/me", after));
    assertThat(me.get("roles").toString()).isEqualTo("[\"analyst\"]");

    assertThat(gateway.send("DELETE", "/api/v1/users/" + id, admin, "").statusCode())
        .isEqualTo(204);
    await().atMost(AT_ONCE).until(() -> replica.get("/api/v1/auth/me", after).statusCode() == 401);
    assertThat(gateway.get("/api/v1/users/" + id, admin).statusCode()).isEqualTo(404);
  }

  @Test
  void theLastAdminStays() throws Exception {
    String id = TestGateway.json(gateway.get("/api/v1/auth/me", admin)).get("subject").asText();

    assertThat(gateway.send("DELETE", "/api/v1/users/" + id, admin, "").statusCode())
        .isEqualTo(409);
    HttpResponse<String> demoted =
        gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"roles\":[\"agent\"]}");
    assertThat(TestGateway.code(demoted)).isEqualTo("identity.last-admin");
    assertThat(
            gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"enabled\":false}").statusCode())
        .isEqualTo(409);
  }

  @Test
  void namesAreTakenOnce() throws Exception {
    user("dora", "agent");
    HttpResponse<String> again =
        gateway.post(
            "/api/v1/users",
            admin,
            "{\"username\":\"DORA\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}");

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(TestGateway.code(again)).isEqualTo("identity.name-taken");
  }

  @Test
  void aPasswordHasTwelveToTwoHundredAndFiftySixCharacters() throws Exception {
    for (int length : new int[] {11, 257, 200_000}) {
      HttpResponse<String> response =
          gateway.post(
              "/api/v1/users",
              admin,
              "{\"username\":\"lengthy\",\"password\":\""
                  + "x".repeat(length)
                  + "\",\"roles\":[\"agent\"]}");
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.body()).contains("/password").doesNotContain("xxxx");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"twin", "TWIN", " Twin ", "\u0054win"})
  void namesThatDifferInCaseOrBlanksAreOneName(String name) throws Exception {
    if (stored("users").stream().noneMatch(u -> u.getString("username").equals("twin"))) {
      user("twin", "agent");
    }

    assertThat(
            gateway
                .post(
                    "/api/v1/users",
                    admin,
                    "{\"username\":\""
                        + name
                        + "\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}")
                .statusCode())
        .isEqualTo(409);
  }

  @Test
  void anAddressIsTakenOnceWhateverItsCase() throws Exception {
    for (String[] nameAddressCode :
        new String[][] {
          {"mail-1", "Some.One@Example.org", "201"}, {"mail-2", "some.one@example.ORG", "409"}
        }) {
      HttpResponse<String> response =
          gateway.post(
              "/api/v1/users",
              admin,
              "{\"username\":\"%s\",\"email\":\"%s\",\"password\":\"long-enough-1\",\"roles\":[\"agent\"]}"
                  .formatted(nameAddressCode[0], nameAddressCode[1]));
      assertThat(response.statusCode())
          .as(response.body())
          .isEqualTo(Integer.parseInt(nameAddressCode[2]));
    }
  }

  @Test
  void aChangeTakesNoFieldThatIsNotTheCallersToSet() throws Exception {
    String id = user("fixed", "agent");
    for (String field :
        List.of(
            "\"id\":\"1\"",
            "\"username\":\"admin\"",
            "\"version\":99",
            "\"tokens_after\":\"1970-01-01T00:00:00Z\"",
            "\"password_hash\":\"x\"")) {
      assertThat(
              gateway.send("PATCH", "/api/v1/users/" + id, admin, "{" + field + "}").statusCode())
          .as(field)
          .isEqualTo(400);
    }
    assertThat(
            gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"roles\":[null]}").statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "analyst", "agent"})
  void nobodyButAnAdminReadsOrChangesUsersOrThemselves(String role) throws Exception {
    String id = user("climber-" + role, role);
    String token = signIn("climber-" + role).get("access_token").asText();
    String more = "{\"username\":\"puppet\",\"password\":\"long-enough-1\",\"roles\":[\"admin\"]}";

    assertThat(gateway.get("/api/v1/users", token).statusCode()).isEqualTo(403);
    assertThat(gateway.get("/api/v1/users/" + id, token).statusCode()).isEqualTo(403);
    assertThat(gateway.post("/api/v1/users", token, more).statusCode()).isEqualTo(403);
    assertThat(
            gateway
                .send("PATCH", "/api/v1/users/" + id, token, "{\"roles\":[\"admin\"]}")
                .statusCode())
        .isEqualTo(403);
    assertThat(gateway.send("DELETE", "/api/v1/users/" + id, token, "").statusCode())
        .isEqualTo(403);
    assertThat(gateway.post("/api/v1/auth/keys/rotate", token, "{}").statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"operator", "analyst"})
  void whoWorksWithOthersFindsTheirNamesAndNothingElse(String role) throws Exception {
    String other = user("named-for-" + role, "agent");
    gateway.send(
        "PATCH", "/api/v1/users/" + other, admin, "{\"email\":\"" + role + "@hidden.example\"}");
    user("asks-as-" + role, role);
    String token = signIn("asks-as-" + role).get("access_token").asText();

    HttpResponse<String> found = gateway.get("/api/v1/people?q=NAMED-for-" + role, token);

    assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
    JsonNode person = TestGateway.json(found).at("/items/0");
    assertThat(person.properties())
        .extracting(java.util.Map.Entry::getKey)
        .containsExactlyInAnyOrder("id", "username", "enabled");
    assertThat(person.path("id").asText()).isEqualTo(other);
    assertThat(
            TestGateway.json(gateway.get("/api/v1/people?q=hidden.example", token))
                .at("/paging/total")
                .asInt(-1))
        .isZero();
  }

  @Test
  void anAgentDoesNotSeeWhoThereIs() throws Exception {
    user("alone", "agent");
    String token = signIn("alone").get("access_token").asText();

    assertThat(gateway.get("/api/v1/people", token).statusCode()).isEqualTo(403);
  }

  @Test
  void aUserIsTheSameDocumentToTheRepositoryAndTheDriver() {
    UserStore store = gateway.bean(UserStore.class);
    MongoCollection<BsonDocument> users =
        gateway.mongo().getCollection("users", BsonDocument.class);
    Instant created = Instant.parse("2026-11-21T10:00:00.123Z");
    User plain =
        new User(
            "plain-id",
            "plain",
            null,
            "hash",
            Set.of("operator", "agent"),
            false,
            created,
            created.plusSeconds(1),
            Instant.EPOCH,
            0);
    store.insert(plain);
    BsonDocument stored = Objects.requireNonNull(users.find(Filters.eq("_id", "plain-id")).first());
    assertThat(stored)
        .containsExactly(
            entry("_id", new BsonString("plain-id")),
            entry("username", new BsonString("plain")),
            entry("password_hash", new BsonString("hash")),
            entry(
                "roles",
                new BsonArray(List.of(new BsonString("agent"), new BsonString("operator")))),
            entry("enabled", BsonBoolean.FALSE),
            entry("created_at", new BsonDateTime(created.toEpochMilli())),
            entry("updated_at", new BsonDateTime(created.toEpochMilli() + 1_000)),
            entry("tokens_after", new BsonDateTime(0)),
            entry("version", new BsonInt64(0)));
    assertThat(store.find("plain-id")).hasValue(plain);

    User changed =
        new User(
            "plain-id",
            "plain",
            "plain@example.org",
            "hash-2",
            Set.of("agent"),
            true,
            created,
            created.plusSeconds(2),
            created,
            1);
    store.update(changed, Optional.empty());
    assertThat(users.find(Filters.eq("_id", "plain-id")).first())
        .containsExactly(
            entry("_id", new BsonString("plain-id")),
            entry("username", new BsonString("plain")),
            entry("password_hash", new BsonString("hash-2")),
            entry("roles", new BsonArray(List.of(new BsonString("agent")))),
            entry("enabled", BsonBoolean.TRUE),
            entry("created_at", new BsonDateTime(created.toEpochMilli())),
            entry("updated_at", new BsonDateTime(created.toEpochMilli() + 2_000)),
            entry("tokens_after", new BsonDateTime(created.toEpochMilli())),
            entry("version", new BsonInt64(1)),
            entry("email", new BsonString("plain@example.org")));
    assertThat(store.findByUsername("plain")).hasValue(changed);
    assertThat(store.count()).isEqualTo(users.countDocuments());
    assertThat(
            store
                .list(new UserStore.Filter(null, true, null, null), new PageRequest(100, 0))
                .items())
        .contains(changed);

    users.insertOne(
        stored
            .append("_id", new BsonString("twin-id"))
            .append("username", new BsonString("of-the-driver")));
    assertThat(store.findByUsername("of-the-driver"))
        .hasValueSatisfying(user -> {
          assertThat(user.roles()).containsExactlyInAnyOrder("agent", "operator");
          assertThat(user.email()).isNull();
          assertThat(user.createdAt()).isEqualTo(created);
        });
    users.deleteMany(Filters.in("_id", "plain-id", "twin-id"));
  }

  @Test
  void twoAdminsWhoTakeEachOtherAwayAtTheSameMomentLeaveOne() throws Exception {
    String me = TestGateway.json(gateway.get("/api/v1/auth/me", admin)).get("subject").asText();
    for (int round = 0; round < 20; round++) {
      String name = "admin-" + round;
      String path = "/api/v1/users/";
      String other = path + user(name, "admin");
      String others = signIn(name).get("access_token").asText();
      String mine = admin;
      assertThat(replica.get(path + me, others).statusCode()).isEqualTo(200);

      boolean removes = round % 2 == 0;
      atOnce(
          List.of(
              () ->
                  removes
                      ? gateway.send("DELETE", other, mine, "")
                      : gateway.send("PATCH", other, mine, "{\"roles\":[\"agent\"]}"),
              () -> replica.send("PATCH", path + me, others, "{\"enabled\":false}")));

      assertThat(
              stored("users").stream()
                  .filter(user -> user.getBoolean("enabled"))
                  .filter(user -> user.getList("roles", String.class).contains("admin")))
          .as("round %d", round)
          .hasSize(1);
      beAdminAgain(me);
      if (gateway.get(other, admin).statusCode() == 200) {
        assertThat(gateway.send("DELETE", other, admin, "").statusCode()).isEqualTo(204);
      }
    }
  }

  /** The requests ended the first admin's token, and perhaps the admin. */
  private void beAdminAgain(String id) throws Exception {
    gateway
        .bean(MongoClient.class)
        .getDatabase(gateway.bean(Mongo.class).name())
        .getCollection("users")
        .updateOne(new Document("_id", id), new Document("$set", new Document("enabled", true)));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          admin = gateway.adminToken();
          return gateway.get("/api/v1/users", admin).statusCode() == 200
              && replica.get("/api/v1/users", admin).statusCode() == 200;
        });
  }

  @Test
  void aListFromFarAwayIsRefusedAndEndsNobody() {
    HttpResponse<String> far = gateway.get("/api/v1/users?limit=1&offset=100000000", admin);
    gateway.problem(far, 400, "paging.out-of-range");
    assertThat(gateway.get("/api/v1/users?limit=1&offset=100000", admin).statusCode())
        .isEqualTo(200);
    assertThat(gateway.get("/health/readiness", null).statusCode()).isEqualTo(200);
  }
}
