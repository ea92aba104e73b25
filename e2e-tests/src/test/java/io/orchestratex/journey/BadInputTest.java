package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is named, and nothing changes. */
class BadInputTest extends Journey {

  private static final List<String> PATHS =
      List.of(
          "/api/v1/sessions",
          "/api/v1/backups",
          "/api/v1/restores",
          "/api/v1/monitor/targets",
          "/api/v1/alerts",
          "/api/v1/cases",
          "/api/v1/users");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void everyServiceRefusesAMissingATamperedAndAnUnsignedToken() throws Exception {
    String good = admin.token();
    String[] parts = good.split("\\.");
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes());
    String unsigned = header + "." + parts[1] + ".";
    String tampered = parts[0] + "." + parts[1] + "." + new StringBuilder(parts[2]).reverse();
    for (String path : PATHS) {
      assertProblem(get(stack.gateway(), path, null), 401);
      assertProblem(get(stack.gateway(), path, unsigned), 401);
      assertProblem(get(stack.gateway(), path, tampered), 401);
    }
    for (String service :
        List.of("session-service", "backup-service", "monitor-service", "alert-service")) {
      String path = PATHS.stream().filter(p -> owner(p).equals(service)).findFirst().orElseThrow();
      assertProblem(get(stack.service(service), path, null), 401);
      assertProblem(get(stack.service(service), path, unsigned), 401);
      assertThat(get(stack.service(service), path, good).statusCode()).isEqualTo(200);
    }
  }

  private static String owner(String path) {
    return switch (path) {
      case "/api/v1/sessions" -> "session-service";
      case "/api/v1/backups", "/api/v1/restores" -> "backup-service";
      case "/api/v1/monitor/targets" -> "monitor-service";
      case "/api/v1/alerts", "/api/v1/cases" -> "alert-service";
      default -> "gateway-service";
    };
  }

  @Test
  void anAgentMayNotRunBackupsNorSeeUsers() throws Exception {
    Gateway agent = newcomer("nosy", "agent");

    assertProblem(post("/api/v1/backups", "{}", agent.token()), 403);
    assertProblem(get(stack.gateway(), "/api/v1/users", agent.token()), 403);
  }

  @Test
  void othersSessionsDoNotExistForAnAgent() throws Exception {
    Gateway one = newcomer("one", "agent");
    Gateway two = newcomer("two", "agent");
    String session = newSession(one, "Private");
    String thread = newThread(one, session);
    ask(one, thread, "A secret.");

    assertProblem(get(stack.gateway(), "/api/v1/sessions/" + session, two.token()), 404);
    assertProblem(get(stack.gateway(), "/api/v1/threads/" + thread, two.token()), 404);
    assertProblem(
        get(stack.gateway(), "/api/v1/threads/" + thread + "/responses", two.token()), 404);
    assertProblem(
        post("/api/v1/threads/" + thread + "/responses", "{\"prompt\":\"mine now\"}", two.token()),
        404);
    assertThat(two.get("/api/v1/sessions").path("items")).isEmpty();
    assertThat(history(one, thread)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/sessions|{\"titel\":\"x\"}|/titel",
        "/api/v1/sessions|{\"title\":{\"$ne\":null}}|/title",
        "/api/v1/backups|{\"targets\":\"mongodb\"}|/targets",
        "/api/v1/backups|{\"targets\":[\"no-such-target\"]}|/targets",
        "/api/v1/backups|{\"kind\":\"sideways\"}|/kind",
        "/api/v1/restores|{\"backup\":17}|/backup",
        "/api/v1/cases|{\"title\":\"x\",\"severity\":\"huge\"}|/severity",
        "/api/v1/auth/token|{\"username\":\"admin\"}|/password",
      })
  void aWrongFieldIsNamed(String path, String body, String pointer) throws Exception {
    JsonNode problem = assertProblem(post(path, body, admin.token()), 400);

    assertThat(problem.path("errors").findValuesAsText("pointer"))
        .as(problem.toString())
        .anyMatch(found -> found.startsWith(pointer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"title\":", "[]", "\"text\"", "nonsense", ""})
  void aBodyThatIsNoObjectIsRefused(String body) throws Exception {
    assertProblem(post("/api/v1/sessions", body, admin.token()), 400);
  }

  @Test
  void anOversizeBodyIsRefused() throws Exception {
    String body = "{\"title\":\"" + "x".repeat(2_000_000) + "\"}";

    assertThat(post("/api/v1/sessions", body, admin.token()).statusCode()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sessions?status=%7B%22%24ne%22%3Anull%7D",
        "/api/v1/sessions?limit=0",
        "/api/v1/sessions?limit=1000",
        "/api/v1/alerts?severity=%7B%22%24gt%22%3A%22%22%7D",
        "/api/v1/backups?state=%27%20OR%201%3D1%20--",
        "/api/v1/metrics/range?name=x%22%7D",
      })
  void operatorsInFiltersAreRefused(String path) throws Exception {
    assertProblem(get(stack.gateway(), path, admin.token()), 400);
  }

  @Test
  void sqlInATextIsJustText() {
    String title = "'); DROP TABLE tasks; -- {\"$where\":\"1\"}";
    String session = newSession(admin, title);

    assertThat(admin.get("/api/v1/sessions/" + session).path("title").asText()).isEqualTo(title);
    admin.delete("/api/v1/sessions/" + session);
  }

  @Test
  void unknownThingsAreNotFound() throws Exception {
    for (String path :
        List.of(
            "/api/v1/sessions/000000000000000000000000",
            "/api/v1/sessions/not-an-id",
            "/api/v1/backups/20000101_000000",
            "/api/v1/restores/nope",
            "/api/v1/alerts/000000000000000000000000",
            "/api/v1/cases/nope",
            "/api/v1/nowhere")) {
      assertProblem(get(stack.gateway(), path, admin.token()), 404);
    }
  }

  private HttpResponse<String> get(URI base, String path, @Nullable String token) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).GET();
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, String token) throws Exception {
    return http.send(
        HttpRequest.newBuilder(stack.gateway().resolve(path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode assertProblem(HttpResponse<String> response, int status)
      throws Exception {
    assertThat(response.statusCode()).as(response.uri() + ": " + response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = Gateway.JSON.readTree(response.body());
    assertThat(problem.path("status").asInt()).isEqualTo(status);
    assertThat(problem.path("code").asText()).isNotBlank();
    assertThat(problem.path("detail").asText()).isNotBlank();
    return problem;
  }
}
