package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages about agents and tasks, on a stub of session-service. */
class WorkPagesTest extends StubbedConsole {

  private static final String ATTACK = "<script>alert(1)</script>";
  private static final String JSON = "content-type: application/json\r\n";

  private final List<String> bodies = new CopyOnWriteArrayList<>();

  WorkPagesTest() {
    super("workpages", Map.of(DEADLINE, "1s"));
  }

  @BeforeEach
  void answer() {
    bodies.clear();
    service.on("/api/v1/agents", call -> reply(call, agent()));
    service.on("/agents/a1", call -> reply(call, agent()));
    service.on("/api/v1/tasks", call -> reply(call, task()));
    service.on("/tasks/k1", call -> reply(call, task()));
  }

  private void reply(StubService.Call call, String item) throws java.io.IOException {
    bodies.add(new String(call.body(), ISO_8859_1));
    String path = call.target().split("\\?", 2)[0];
    boolean list =
        call.head.startsWith("GET") && (path.endsWith("/agents") || path.endsWith("/tasks"));
    call.answer(
        JSON,
        list
            ? "{\"items\":[" + item + "],\"paging\":{\"limit\":25,\"offset\":0,\"total\":30}}"
            : item);
  }

  private static String agent() {
    return """
    {"id":"a1","owner_id":"someone-else","name":"Agent %s","role":"reviewer","status":"idle",
     "capabilities":["code","%s"],"metadata":{"note":"%s"},"created_at":"2026-11-27T10:00:00Z"}
    """
        .formatted(ATTACK, ATTACK, ATTACK);
  }

  private static String task() {
    return """
    {"id":"k1","owner_id":"someone-else","agent_id":"a1","type":"sum & %s","description":"Do %s",
     "status":"running","priority":7,"payload":{"note":"%s"},"created_at":"2026-11-27T10:00:00Z"}
    """
        .formatted(ATTACK, ATTACK, ATTACK);
  }

  @Test
  void agentsAndTasksAreShownAsText() {
    for (String path :
        List.of(
            "/console/agents",
            "/console/agents/a1",
            "/console/tasks",
            "/console/tasks/k1",
            "/console/tasks/new")) {
      HttpResponse<String> page = admin.get(path);
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).as(path).contains("&lt;script&gt;").doesNotContain("<script>alert");
    }
    assertThat(admin.get("/console/tasks/k1").body())
        .contains("href=\"/console/agents/a1\"", "7 of 10", "running")
        .contains("/console/tasks?type=sum%20%26%20%3Cscript");
  }

  @Test
  void filtersAreAskedOfTheService() {
    String agents =
        admin.get("/console/agents?status=busy&role=r&capability=c&owner_id=u-2&q=x%26y").body();
    assertThat(service.headsOf("q=x%26y").getLast())
        .contains("status=busy", "role=r", "capability=c", "owner_id=u-2");
    assertThat(agents).contains("value=\"u-2\" selected", "value=\"busy\" selected");

    admin.get("/console/tasks?status=failed&type=t&agent_id=a9&q=z%26y&from=-24h&to=now");
    assertThat(service.headsOf("q=z%26y").getLast())
        .contains("status=failed", "type=t", "agent_id=a9", "from=-24h", "to=now");
    assertThat(admin.get("/console/tasks.csv").body()).startsWith("id,type,").contains("k1,");
    assertThat(admin.get("/console/agents.csv").body()).startsWith("id,name,").contains("a1,");
  }

  @Test
  void anAgentIsRegisteredWithWhatWasTyped() {
    HttpResponse<String> made =
        admin.post(
            "/console/agents",
            Map.of(
                "name",
                "Ann",
                "role",
                "reviewer",
                "status",
                "idle",
                "capabilities",
                "code, , review",
                "metadata",
                "{\"team\": 7}"));

    assertThat(made.headers().firstValue("Location")).hasValue("/console/agents/a1");
    assertThat(bodies.getLast())
        .contains("\"name\":\"Ann\"", "[\"code\",\"review\"]", "\"metadata\":{\"team\":7}");
  }

  @Test
  void mistakesStandAtTheirFieldsAndNothingTypedIsLost() {
    HttpResponse<String> broken =
        admin.post("/console/tasks", Map.of("type", "kept", "payload", "{\"a\": "));
    assertThat(broken.statusCode()).isEqualTo(400);
    assertThat(broken.body()).contains("Payload is not JSON: line 1", "value=\"kept\"");
    assertThat(admin.post("/console/tasks", Map.of("type", "t", "priority", "x")).body())
        .contains("Priority must be a whole number");
    assertThat(bodies).noneMatch(body -> body.contains("kept"));

    service.on(
        "/api/v1/agents",
        call -> {
          call.body();
          String problem =
              "{\"detail\":\"Some fields are wrong.\",\"errors\":[{\"pointer\":\"/capabilities/0\","
                  + "\"detail\":\"must be shorter\"}]}";
          call.send(
              "HTTP/1.1 400 Bad Request\r\ncontent-length: "
                  + problem.length()
                  + "\r\n\r\n"
                  + problem);
        });
    HttpResponse<String> refused =
        admin.post("/console/agents", Map.of("name", "n", "role", "r", "capabilities", "long"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("Some fields are wrong.", "Can do must be shorter", "value=\"long\"");
  }

  @Test
  void whatOneMayNotChangeIsDisabledWithTheReason() {
    Browser stranger = Browser.person(gateway, "operator");
    assertThat(stranger.get("/console/agents/a1").body())
        .contains("Only its owner or an admin may change this agent.")
        .containsPattern("<select[^>]* disabled");
    assertThat(stranger.get("/console/tasks/new").body())
        .contains(" · not yours</option>")
        .containsPattern("<option value=\"a1\"[^>]* disabled");
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/agents").body())
        .contains("This needs the role operator or agent")
        .doesNotContain("href=\"/console/agents/new\"");
    assertThat(analyst.post("/console/agents/a1/status", Map.of("status", "busy")).statusCode())
        .isEqualTo(403);
    assertThat(analyst.get("/console/tasks/new").statusCode()).isEqualTo(403);
  }

  @Test
  void anAgentsStateIsChangedOrTheRefusalIsShown() {
    admin.post("/console/agents/a1/status", Map.of("status", "busy"));
    assertThat(service.heads).anyMatch(head -> head.startsWith("PATCH /api/v1/agents/a1 "));
    assertThat(bodies.getLast()).contains("\"status\":\"busy\"");

    service.on(
        "/agents/a1",
        call -> {
          if (call.head.startsWith("PATCH")) {
            SessionPagesTest.refuse(call, 403, "That agent is not yours.");
          } else {
            reply(call, agent());
          }
        });
    admin.post("/console/agents/a1/status", Map.of("status", "idle"));
    assertThat(admin.get("/console/agents/a1").body()).contains("That agent is not yours.");
  }
}
