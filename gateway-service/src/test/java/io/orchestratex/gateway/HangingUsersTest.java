package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import io.orchestratex.kit.Gate;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a machine hears while the database of users is there and says nothing. */
@Timeout(120)
class HangingUsersTest {

  private static final Duration DEADLINE = Duration.ofSeconds(1);

  @Test
  void anApiKeyIsRefusedAtTheDeadlineAndServedWhenTheDatabaseGoesOn() throws Exception {
    try (StubService service = new StubService()) {
      Map<String, String> environment = TestGateway.environment("hanging", service);
      environment.put("ORCHESTRATEX_STORE_DEADLINE", DEADLINE.toSeconds() + "s");
      String uri = Objects.requireNonNull(environment.get("MONGODB_URI"));
      String member = new ConnectionString(uri).getHosts().getFirst();
      try (Gate mongo = new Gate(member)) {
        mongo.open();
        environment.put(
            "MONGODB_URI",
            uri.replace(member, mongo.address())
                .replaceFirst("replicaSet=[^&]+", "directConnection=true"));
        try (TestGateway gateway = TestGateway.start(environment)) {
          HttpResponse<String> made =
              gateway.post(
                  "/api/v1/api-keys",
                  gateway.adminToken(),
                  "{\"name\":\"ci\",\"roles\":[\"admin\"]}");
          assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
          String key = TestGateway.json(made).get("key").asText();
          Browser browser = new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
          assertThat(browser.get("/console/backups").statusCode()).isEqualTo(200);

          mongo.freeze();
          aBrowserThatIsSignedInGoesOn(gateway, browser);
          long begun = System.nanoTime();
          HttpResponse<String> refused = gateway.get("/api/v1/sessions/by-key", key);
          assertThat(Duration.ofNanos(System.nanoTime() - begun))
              .isLessThan(DEADLINE.multipliedBy(5));
          assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
          assertThat(refused.body()).contains("gateway.store-unavailable");
          assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");

          mongo.thaw();
          await()
              .atMost(Duration.ofSeconds(20))
              .until(() -> gateway.get("/api/v1/sessions/by-key", key).statusCode() == 200);
        }
      }
    }
  }

  private static void aBrowserThatIsSignedInGoesOn(TestGateway gateway, Browser browser) {
    assertThat(browser.get("/console/backups").statusCode()).isEqualTo(200);
    HttpResponse<String> own = browser.get("/console/account");
    assertThat(own.statusCode()).isEqualTo(503);
    assertThat(own.body()).contains("aria-label=\"Sections\"", "does not answer");
    HttpResponse<String> signIn =
        new Browser(gateway)
            .post(
                "/console/sign-in", Map.of("username", "admin", "password", TestGateway.PASSWORD));
    assertThat(signIn.statusCode()).isEqualTo(503);
    assertThat(signIn.body()).contains("name=\"password\"", "role=\"alert\"");
  }
}
