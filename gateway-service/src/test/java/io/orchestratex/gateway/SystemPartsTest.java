package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The parts of the system and the settings in force, gathered from services that may be away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemPartsTest {

  private static final String PART =
      """
      {"service":"session-service","version":"9.9.9","java":"25","started_at":"2026-01-01T00:00:00Z",\
      "engines":[{"engine":"mongodb","address":"elsewhere:1","version":"7.0.1","state":"up"},\
      {"engine":"redis","address":"elsewhere:2","state":"away"}]}\
      """;
  private static final String SETTINGS =
      """
      [{"name":"orchestratex.session","settings":[\
      {"key":"orchestratex.session.lease","value":"15s","origin":"default"}]}]\
      """;

  private StubService service;
  private TestGateway gateway;
  private String admin;

  @BeforeAll
  void start() {
    service = new StubService();
    service.on("/session-service/system", call -> call.answer("", PART));
    service.on("/session-service/system/settings", call -> call.answer("", SETTINGS));
    service.on(
        "/alert-service/system", call -> call.send("HTTP/1.1 500 Oh\r\ncontent-length: 0\r\n\r\n"));
    service.on("/monitor-service/system", call -> call.socket.close());
    Map<String, String> environment = TestGateway.environment("parts", service);
    environment.put("ORCHESTRATEX_GATEWAY_ROUTES_BACKUP_SERVICE", "http://127.0.0.1:1");
    gateway = TestGateway.start(environment);
    admin = gateway.adminToken();
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
  }

  private static JsonNode of(JsonNode list, String field, String value) {
    for (JsonNode each : list) {
      if (each.get(field).asText().equals(value)) {
        return each;
      }
    }
    throw new AssertionError(value + " is not in " + list);
  }

  @Test
  void gathersWhatAnswersAndNamesWhatIsAway() {
    JsonNode system = gateway.json(gateway.get("/api/v1/system", admin), 200);

    JsonNode services = system.get("services");
    assertThat(services.at("/0/service").asText()).isEqualTo("gateway-service");
    assertThat(services.at("/0/commit").asText(""))
        .as("a build without git has none")
        .matches("[0-9a-f]*");
    assertThat(services.at("/0/version").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
    JsonNode session = of(services, "service", "session-service");
    assertThat(session.get("state").asText()).isEqualTo("up");
    assertThat(session.get("version").asText()).isEqualTo("9.9.9");
    assertThat(session.get("address").asText()).isEqualTo(service.address());
    for (String away : new String[] {"backup-service", "monitor-service", "alert-service"}) {
      assertThat(of(services, "service", away).get("state").asText()).isEqualTo("away");
      assertThat(of(services, "service", away).has("version")).isFalse();
    }
    assertThat(of(services, "service", "alert-service").get("detail").asText())
        .isEqualTo("answers 500");
    JsonNode engines = system.get("engines");
    assertThat(of(engines, "address", "elsewhere:1").get("used_by").toString())
        .isEqualTo("[\"session-service\"]");
    assertThat(of(engines, "address", "elsewhere:2").get("state").asText()).isEqualTo("away");
    assertThat(engines.findValuesAsText("engine")).contains("mongodb", "redis", "kafka");
  }

  @Test
  void asksTheServicesInTheCallersName() {
    JsonNode made =
        gateway.json(
            gateway.post("/api/v1/api-keys", admin, "{\"name\":\"parts\",\"roles\":[\"admin\"]}"),
            201);
    gateway.json(gateway.get("/api/v1/system", made.get("key").asText()), 200);

    assertThat(service.headsOf("/session-service/system").getLast())
        .as("a service knows no API keys")
        .containsIgnoringCase("authorization: Bearer ey");
  }

  @Test
  void showsTheSettingsOfOneServiceOrAllToAdmins() {
    String path = "/api/v1/system/settings";
    JsonNode one = gateway.json(gateway.get(path + "?service=session-service", admin), 200);
    assertThat(one.get("services")).hasSize(1);
    assertThat(one.at("/services/0/groups/0/settings/0/value").asText()).isEqualTo("15s");

    JsonNode all = gateway.json(gateway.get(path, admin), 200);
    assertThat(of(all.get("services"), "service", "backup-service").get("state").asText())
        .isEqualTo("away");
    JsonNode own = of(all.get("services"), "service", "gateway-service");
    assertThat(own.toString())
        .contains("\"key\":\"orchestratex.gateway.identity.admin-password\",\"value\":\"***\"")
        .contains("orchestratex.gateway.routes.backup-service")
        .doesNotContain(TestGateway.PASSWORD)
        .doesNotContain("a secret for tests only");

    assertThat(
            gateway
                .json(gateway.get(path + "?service=other", admin), 400)
                .at("/errors/0/pointer")
                .asText())
        .isEqualTo("?service");
  }

  @Test
  void operatorsSeeThePartsAndNotTheSettings() {
    gateway.json(
        gateway.post(
            "/api/v1/users",
            admin,
            "{\"username\":\"oper\",\"password\":\"oper-password-1\",\"roles\":[\"operator\"]}"),
        201);
    String operator = gateway.signIn("oper", "oper-password-1").get("access_token").asText();

    assertThat(gateway.get("/api/v1/system", operator).statusCode()).isEqualTo(200);
    assertThat(gateway.get("/api/v1/system/settings", operator).statusCode()).isEqualTo(403);
    assertThat(gateway.get("/api/v1/system", null).statusCode()).isEqualTo(401);
  }
}
