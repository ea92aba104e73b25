package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.ExplainVerbosity;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What admins see of sign-ins, and what is never kept of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInListTest {

  private static final String SIGN_INS = "/api/v1/auth/sign-ins";

  private StubService service;
  private TestGateway gateway;
  private String admin;

  @BeforeAll
  void start() {
    service = new StubService();
    gateway = TestGateway.start(TestGateway.environment("signins", service));
    admin = gateway.adminToken();
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
  }

  private String user(String name) {
    return gateway
        .json(
            gateway.post(
                "/api/v1/users",
                admin,
                "{\"username\":\"%s\",\"password\":\"%s-password-1\",\"roles\":[\"agent\"]}"
                    .formatted(name, name)),
            201)
        .get("id")
        .asText();
  }

  private void attempt(String name, String password, String userAgent) {
    gateway.post(
        "/api/v1/auth/token",
        null,
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password),
        "User-Agent",
        userAgent);
  }

  private JsonNode list(String query) {
    return gateway.json(gateway.get(SIGN_INS + query, admin), 200);
  }

  @Test
  void listsEachAttemptNewestFirstWithItsReason() {
    String id = user("listed");
    attempt("listed", "wrong-secret-1", "curl/8");
    attempt("LISTED", "listed-password-1", "Mozilla/5.0 " + "x".repeat(300));
    gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"enabled\":false}");
    attempt("listed", "listed-password-1", "curl/8");

    JsonNode listed = list("?user=Listed&from=-1h&to=now");

    assertThat(listed.at("/paging/total").asInt()).isEqualTo(3);
    assertThat(listed.get("items").findValuesAsText("outcome"))
        .containsExactly("refused", "succeeded", "refused");
    assertThat(listed.get("items").findValuesAsText("reason"))
        .containsExactly("user-disabled", "password-wrong");
    assertThat(listed.get("items").findValuesAsText("user_id")).containsOnly(id);
    assertThat(listed.at("/items/0/address").asText()).isEqualTo("127.0.0.1");
    assertThat(listed.at("/items/1/user_agent").asText()).hasSize(120).startsWith("Mozilla/5.0 x");
    assertThat(list("?user=" + id + "&outcome=refused&limit=1").at("/paging/total").asInt())
        .isEqualTo(2);
    assertThat(list("?user=listed&address=198.51.100.1").get("items")).isEmpty();
    assertThat(list("?user=listed&to=-1h").get("items")).isEmpty();
    assertThat(listed.toString()).doesNotContain("wrong-secret-1").doesNotContain("password-1");
  }

  @Test
  void aPasswordTypedWhereTheNameBelongsIsNotKept() {
    attempt("My secret!pass word", "x", "curl/8");

    assertThat(list("?outcome=refused&limit=100").toString())
        .contains("(not a user name)")
        .doesNotContainIgnoringCase("secret!pass");
    assertThat(
            gateway.mongo().getCollection("login_audit").find().into(new java.util.ArrayList<>()))
        .noneMatch(document -> document.toJson().contains("secret!pass"));
  }

  @Test
  void usersAreFoundByNameRoleAndWhetherTheyMaySignIn() {
    String id = user("findable.one");
    gateway.send("PATCH", "/api/v1/users/" + id, admin, "{\"enabled\":false}");
    String users = "/api/v1/users?q=ABLE.O";

    assertThat(gateway.json(gateway.get(users, admin), 200).at("/items/0/id").asText())
        .isEqualTo(id);
    assertThat(gateway.json(gateway.get(users + "&enabled=true", admin), 200).get("items"))
        .isEmpty();
    assertThat(gateway.json(gateway.get(users + "&role=operator", admin), 200).get("items"))
        .isEmpty();
    assertThat(gateway.json(gateway.get("/api/v1/users?q=able.*o", admin), 200).get("items"))
        .as("a text and no pattern")
        .isEmpty();
    assertThat(
            gateway.json(gateway.get("/api/v1/api-keys?owner_id=" + id, admin), 200).get("items"))
        .isEmpty();
  }

  @Test
  void onlyAdminsSeeThem() {
    user("curious");
    String agent = gateway.signIn("curious", "curious-password-1").get("access_token").asText();

    assertThat(gateway.get(SIGN_INS, agent).statusCode()).isEqualTo(403);
    assertThat(gateway.get(SIGN_INS, null).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "?outcome=lost, ?outcome",
    "?from=yesterday, ?from",
    "?from=now&to=-1h, ?from",
    "?name=ann, ?name",
    "?user%5B$ne%5D=x, ?user[$ne]",
    "?limit=101, ?limit"
  })
  void refusesAFilterThatMeansNothing(String query, String pointer) {
    JsonNode problem = gateway.json(gateway.get(SIGN_INS + query, admin), 400);

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void eachFilterHasItsIndex() {
    for (Bson filter :
        List.of(
            Filters.empty(),
            Filters.eq("outcome", "refused"),
            Filters.eq("address", "127.0.0.1"),
            Filters.or(Filters.eq("username", "ann"), Filters.eq("user_id", "ann")))) {
      String plan =
          gateway
              .mongo()
              .getCollection("login_audit")
              .find(filter)
              .sort(Sorts.descending("at", "_id"))
              .explain(ExplainVerbosity.QUERY_PLANNER)
              .toJson();

      assertThat(plan).contains("IXSCAN").doesNotContain("COLLSCAN").doesNotContain("\"SORT\"");
    }
  }
}
