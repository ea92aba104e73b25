package io.orchestratex.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

  @Test
  void publishesAChangeOfStatusOnKafkaAndAtOnceOnRedis() throws Exception {
    String id = agent("Eli", "cap-status").get("id").asText();
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (RedisClient client = RedisClient.create(service.redisUri());
        StatefulRedisPubSubConnection<String, String> listener = client.connectPubSub()) {
      listener.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
              // The channel is the whole server's: other tests may be heard as well.
              if (message.contains(id)) {
                heard.add(channel + " " + message);
              }
            }
          });
      listener.sync().psubscribe("channel:*");

      JsonNode busy =
          service.json(
              service.patch("/api/v1/agents/" + id, operator, "{\"status\":\"busy\"}"), 200);
      service.json(service.patch("/api/v1/agents/" + id, operator, "{\"status\":\"busy\"}"), 200);
      service.json(service.patch("/api/v1/agents/" + id, operator, "{\"status\":\"idle\"}"), 200);

      assertThat(busy.get("status").asText()).isEqualTo("busy");
      assertThat(heard.poll(10, TimeUnit.SECONDS))
          .isEqualTo("channel:agent:status {\"agentId\":\"" + id + "\",\"status\":\"busy\"}");
      assertThat(heard.poll(10, TimeUnit.SECONDS)).contains("\"status\":\"idle\"");
    }
    List<ConsumerRecord<byte[], byte[]>> events = TestTopics.of("agent.events.v1", id, 2);
    assertThat(events)
        .extracting(record -> TestTopics.header(record, "ce_type"))
        .containsOnly("agent.status-changed");
    assertThat(events)
        .extracting(record -> TestTopics.header(record, "ce_sequence"))
        .containsExactly("2", "3");
    JsonNode first = TestService.JSON.readTree(events.getFirst().value());
    assertThat(first.get("from").asText()).isEqualTo("active");
    assertThat(first.get("to").asText()).isEqualTo("busy");
    assertThat(first.get("changed_by").asText()).isEqualTo("op");
  }

  @Test
  void refusesAStatusThatIsNone() {
    String id = agent("Fay", "cap-none").get("id").asText();
    String path = "/api/v1/agents/" + id;

    for (String body : List.of("{}", "{\"status\":null}", "{\"status\":\"gone\"}")) {
      JsonNode problem = service.json(service.patch(path, operator, body), 400);
      assertThat(problem.at("/errors/0/pointer").asText()).as(body).isEqualTo("/status");
    }
    service.problem(
        service.patch("/api/v1/agents/nobody", operator, "{\"status\":\"busy\"}"),
        404,
        "agent.unknown");
    assertThat(service.json(service.get(path, operator), 200).get("status").asText())
        .isEqualTo("active");
  }

  @Test
  void showsAnAgentItsOwnAndReadersAll() {
    String ann = RunningService.token("agent-ann", Role.AGENT);
    String eve = RunningService.token("agent-eve", Role.AGENT);
    String own =
        service
            .json(service.post("/api/v1/agents", ann, "{\"name\":\"Own\",\"role\":\"owned\"}"), 201)
            .get("id")
            .asText();
    String handedIn =
        service
            .json(service.post("/api/v1/tasks", ann, "{\"type\":\"owned\"}"), 201)
            .get("id")
            .asText();
    String admin = RunningService.token("boss", Role.ADMIN);
    String given =
        service
            .json(
                service.post(
                    "/api/v1/tasks", admin, "{\"type\":\"owned\",\"agent_id\":\"" + own + "\"}"),
                201)
            .get("id")
            .asText();

    service.json(service.get("/api/v1/agents/" + own, ann), 200);
    assertThat(ids("/api/v1/agents?role=owned", ann)).containsExactly(own);
    assertThat(ids("/api/v1/tasks?type=owned", ann)).containsExactly(given, handedIn);
    service.json(service.get("/api/v1/tasks/" + given, ann), 200);

    service.problem(service.get("/api/v1/agents/" + own, eve), 404, "agent.unknown");
    service.problem(
        service.patch("/api/v1/agents/" + own, eve, "{\"status\":\"busy\"}"), 404, "agent.unknown");
    service.problem(service.get("/api/v1/tasks/" + handedIn, eve), 404, "task.unknown");
    service.problem(service.get("/api/v1/tasks/" + given, eve), 404, "task.unknown");
    service.problem(
        service.post("/api/v1/tasks", eve, "{\"type\":\"stolen\",\"agent_id\":\"" + own + "\"}"),
        400,
        "task.agent-unknown");
    assertThat(ids("/api/v1/agents", eve)).isEmpty();
    assertThat(ids("/api/v1/tasks", eve)).isEmpty();
    assertThat(ids("/api/v1/tasks?agent_id=" + own, eve)).isEmpty();

    for (String role : List.of(Role.ANALYST, Role.OPERATOR, Role.ADMIN)) {
      String reader = RunningService.token("reader", role);
      service.json(service.get("/api/v1/agents/" + own, reader), 200);
      assertThat(ids("/api/v1/tasks?type=owned", reader)).containsExactly(given, handedIn);
    }
  }

  @Test
  void onlyItsOwnerOrAnAdminChangesAnAgentOrHandsItTasks() {
    String ann = RunningService.token("agent-ann", Role.AGENT);
    String admin = RunningService.token("boss", Role.ADMIN);
    String own =
        service
            .json(
                service.post("/api/v1/agents", ann, "{\"name\":\"Own\",\"role\":\"guarded\"}"), 201)
            .get("id")
            .asText();
    String task = "{\"type\":\"guarded\",\"agent_id\":\"" + own + "\"}";

    for (String[] roles :
        List.of(
            new String[] {Role.OPERATOR},
            new String[] {Role.OPERATOR, Role.ANALYST},
            new String[] {Role.AGENT, Role.ANALYST})) {
      String stranger = RunningService.token("stranger", roles);
      service.json(service.get("/api/v1/agents/" + own, stranger), 200);
      service.problem(
          service.patch("/api/v1/agents/" + own, stranger, "{\"status\":\"offline\"}"),
          403,
          "agent.not-owner");
      service.problem(service.post("/api/v1/tasks", stranger, task), 403, "agent.not-owner");
    }
    assertThat(service.json(service.get("/api/v1/agents/" + own, ann), 200).get("status").asText())
        .isEqualTo("active");
    assertThat(ids("/api/v1/tasks?type=guarded", operator)).isEmpty();

    for (String allowed : List.of(ann, admin)) {
      service.json(service.patch("/api/v1/agents/" + own, allowed, "{\"status\":\"busy\"}"), 200);
      service.json(service.post("/api/v1/tasks", allowed, task), 201);
    }
    assertThat(ids("/api/v1/tasks?type=guarded", operator)).hasSize(2);
  }

  private List<String> ids(String path, String token) {
    return service.json(service.get(path, token), 200).get("items").findValuesAsText("id");
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
