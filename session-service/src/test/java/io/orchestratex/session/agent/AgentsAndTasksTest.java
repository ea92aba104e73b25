package io.orchestratex.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class AgentsAndTasksTest {

  private final RunningService service = RunningService.shared();
  private final String operator = RunningService.token("op", Role.OPERATOR);

  private JsonNode agent(String name, String capability) {
    return service.json(
        service.post(
            "/api/v1/agents",
            operator,
            "{\"name\":\""
                + name
                + "\",\"role\":\"worker\",\"capabilities\":[\""
                + capability
                + "\"],\"metadata\":{\"team\":\"blue\"}}"),
        201);
  }

  @Test
  void registersAgentsAndFindsThemByCapability() {
    JsonNode ada = agent("Ada", "cap-code");
    agent("Bob", "cap-prose");

    JsonNode found = service.json(service.get("/api/v1/agents?capability=cap-code", operator), 200);

    assertThat(found.at("/items")).hasSize(1);
    assertThat(found.at("/items/0")).isEqualTo(ada);
    assertThat(service.json(service.get("/api/v1/agents/" + ada.get("id").asText(), operator), 200))
        .isEqualTo(ada);
    assertThat(
            service.json(service.get("/api/v1/agents?status=offline", operator), 200).at("/items"))
        .isEmpty();
  }

  @Test
  void handsInTasksAndListsPendingOnes() {
    String agentId = agent("Cyd", "cap-tasks").get("id").asText();
    JsonNode task =
        service.json(
            service.post(
                "/api/v1/tasks",
                operator,
                "{\"type\":\"summary\",\"agent_id\":\"" + agentId + "\",\"payload\":{\"n\":1}}"),
            201);

    JsonNode pending =
        service.json(
            service.get("/api/v1/tasks?status=pending&agent_id=" + agentId, operator), 200);

    assertThat(task.get("priority").asInt()).isEqualTo(5);
    assertThat(pending.at("/items/0")).isEqualTo(task);
    assertThat(
            service
                .json(service.get("/api/v1/tasks?status=failed", operator), 200)
                .at("/paging/total")
                .asInt())
        .isZero();
    service.json(service.get("/api/v1/tasks/" + task.get("id").asText(), operator), 200);
  }

  @Test
  void refusesWhatIsWrong() {
    refused("/api/v1/agents", "{\"role\":\"x\"}", "/name");
    refused("/api/v1/agents", "{\"name\":\"x\",\"role\":\"y\",\"status\":\"gone\"}", "/status");
    refused(
        "/api/v1/agents",
        "{\"name\":\"x\",\"role\":\"y\",\"metadata\":{\"$ne\":1}}",
        "/metadata/$ne");
    refused("/api/v1/tasks", "{\"type\":\"x\",\"priority\":11}", "/priority");
    refused(
        "/api/v1/tasks",
        "{\"type\":\"x\",\"agent_id\":\"5b8f2f1e-0000-4000-8000-000000000000\"}",
        "/agent_id");
    service.problem(service.get("/api/v1/agents/nobody", operator), 404, "agent.unknown");
    service.problem(
        service.get("/api/v1/tasks/5b8f2f1e-0000-4000-8000-000000000000", operator),
        404,
        "task.unknown");
    assertThat(
            service
                .json(service.get("/api/v1/agents?role=%27%20OR%201%3D1%20--", operator), 200)
                .at("/items"))
        .isEmpty();
  }

  private void refused(String path, String body, String pointer) {
    JsonNode problem = service.json(service.post(path, operator, body), 400);
    assertThat(problem.at("/errors").findValuesAsText("pointer")).as(body).contains(pointer);
  }

  @Test
  void writesDownWhoMadeWhat() throws Exception {
    String id = agent("Dan", "cap-audit").get("id").asText();

    try (Connection connection = service.sql();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT actor, action FROM audit_logs WHERE entity_id = '" + id + "'")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("op");
      assertThat(rows.getString(2)).isEqualTo("created");
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void findsCapabilitiesByTheIndex() throws Exception {
    try (Connection connection = service.sql();
        Statement statement = connection.createStatement()) {
      statement.execute("SET enable_seqscan = off");
      StringBuilder plan = new StringBuilder();
      try (ResultSet rows =
          statement.executeQuery(
              "EXPLAIN SELECT * FROM agents WHERE capabilities @> '[\"code\"]'::jsonb")) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      statement.execute("RESET enable_seqscan");
      assertThat(plan.toString()).contains("agents_by_capability");
    }
  }
}
