package io.orchestratex.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import java.net.URLEncoder;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person looks for in the lists: by text and time, over the whole set. */
class ListFiltersTest {

  private final RunningService service = RunningService.shared();
  private final String owner = "owner-" + UUID.randomUUID();
  private final String own = RunningService.token(owner, Role.AGENT);
  private final String analyst = RunningService.token("eve", Role.ANALYST);

  private String made(String path, String body) {
    return service.json(service.post(path, own, body), 201).get("id").asText();
  }

  private JsonNode found(String token, String path) {
    return service.json(service.get(path, token), 200);
  }

  private int total(String path) {
    return found(own, path).at("/paging/total").asInt();
  }

  private static String escaped(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Test
  void findsSessionsByTitleAndTime() {
    String wanted = made("/api/v1/sessions", "{\"title\":\"Invoices (100%_a.*) of MÄRZ\"}");
    made("/api/v1/sessions", "{\"title\":\"Other\"}");

    JsonNode one = found(own, "/api/v1/sessions?q=" + escaped("100%_A.*) of märz"));
    assertThat(one.at("/paging/total").asInt()).isEqualTo(1);
    assertThat(one.at("/items/0/id").asText()).isEqualTo(wanted);
    assertThat(total("/api/v1/sessions?q=i.*s")).as("a text and no pattern").isZero();
    assertThat(total("/api/v1/sessions?from=-1h")).isEqualTo(2);
    assertThat(total("/api/v1/sessions?to=-1h")).isZero();
    assertThat(
            found(analyst, "/api/v1/sessions?q=invoices&status=active&user_id=" + owner)
                .at("/paging/total")
                .asInt())
        .isEqualTo(1);
    assertThat(
            found(RunningService.token("other", Role.AGENT), "/api/v1/sessions?q=invoices")
                .get("items"))
        .as("what another owns does not exist")
        .isEmpty();
  }

  @Test
  void findsAgentsByNameAndOwner() {
    String wanted =
        made("/api/v1/agents", "{\"name\":\"Re_view%er\",\"role\":\"r\",\"capabilities\":[\"c\"]}");
    made("/api/v1/agents", "{\"name\":\"Rexviewyer\",\"role\":\"r\",\"capabilities\":[\"c\"]}");

    JsonNode one = found(own, "/api/v1/agents?q=" + escaped("E_VIEW%"));
    assertThat(one.get("items").findValuesAsText("id")).containsExactly(wanted);
    assertThat(found(analyst, "/api/v1/agents?owner_id=" + owner).at("/paging/total").asInt())
        .isEqualTo(2);
    assertThat(total("/api/v1/agents?owner_id=other")).isZero();
  }

  @Test
  void findsTasksByDescriptionAndTime() {
    String wanted = made("/api/v1/tasks", "{\"type\":\"t\",\"description\":\"Sum up Q3\"}");
    made("/api/v1/tasks", "{\"type\":\"t\",\"description\":\"Other\"}");

    assertThat(found(own, "/api/v1/tasks?q=sum%20UP").get("items").findValuesAsText("id"))
        .containsExactly(wanted);
    assertThat(total("/api/v1/tasks?from=-1h")).isEqualTo(2);
    assertThat(total("/api/v1/tasks?to=-1h")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/sessions?from=now&to=-1h, ?from",
    "/api/v1/sessions?q=LONG, ?q",
    "/api/v1/tasks?to=tomorrow, ?to",
    "/api/v1/agents?q=a%00, ?q"
  })
  void refusesWhatMeansNothing(String path, String pointer) {
    JsonNode problem = service.json(service.get(path.replace("LONG", "x".repeat(101)), own), 400);

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }
}
