package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts may hold, and how much of a list a request may ask for. */
class TextsAndListsTest {

  private final RunningService service = RunningService.shared();
  private final String ann = RunningService.token("ann", Role.AGENT);

  @ParameterizedTest
  @CsvSource({
    "/api/v1/sessions, title",
    "/api/v1/sessions/SESSION/threads, domain",
    "/api/v1/sessions/SESSION/threads, title",
    "/api/v1/threads/THREAD/responses, prompt",
    "/api/v1/threads/THREAD/responses, model",
    "/api/v1/agents, name",
    "/api/v1/tasks, description"
  })
  void whatNoEngineStoresIsRefusedWithItsField(String path, String field) {
    JsonNode thread = service.openThread(ann);
    String there =
        path.replace("SESSION", thread.get("session_id").asText())
            .replace("THREAD", thread.get("id").asText());

    for (String wrong : new String[] {"\\u0000", "\\ud83d", "\\ude00 \\ud83d"}) {
      JsonNode problem =
          service.json(service.post(there, ann, "{\"" + field + "\":\"a" + wrong + "b\"}"), 400);
      assertThat(problem.at("/errors/0/pointer").asText()).as(wrong).isEqualTo("/" + field);
    }
  }

  @Test
  void controlAndDirectionCharactersOfATitleAreKeptAsSent() {
    String sent = "a\\u001b[31m\\u202eb\\u0007\\ud83d\\ude00";

    JsonNode session =
        service.json(service.post("/api/v1/sessions", ann, "{\"title\":\"" + sent + "\"}"), 201);

    assertThat(session.get("title").asText()).isEqualTo("a\u001b[31m\u202eb\u0007\ud83d\ude00");
    assertThat(
            service.json(service.get("/api/v1/sessions/" + session.get("id").asText(), ann), 200))
        .isEqualTo(session);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/sessions",
        "/api/v1/sessions/SESSION/threads",
        "/api/v1/threads/THREAD/responses",
        "/api/v1/agents",
        "/api/v1/tasks",
        "/api/v1/models"
      })
  void aListIsBoundedAndSaysHow(String path) {
    JsonNode thread = service.openThread(ann);
    String there =
        path.replace("SESSION", thread.get("session_id").asText())
            .replace("THREAD", thread.get("id").asText());

    for (String wrong : new String[] {"limit=101", "limit=0", "offset=-1", "offset=2147483648"}) {
      JsonNode problem = service.json(service.get(there + "?" + wrong, ann), 400);
      assertThat(problem.at("/code").asText()).as(wrong).isEqualTo("paging.out-of-range");
      assertThat(problem.at("/errors/0/pointer").asText())
          .isEqualTo("?" + wrong.substring(0, wrong.indexOf('=')));
      assertThat(problem.at("/detail").asText()).contains("must be a whole number from");
    }
    JsonNode behind = service.json(service.get(there + "?limit=100&offset=100000", ann), 200);
    assertThat(behind.at("/items")).isEmpty();
    assertThat(behind.at("/paging/offset").asInt()).isEqualTo(100_000);
  }
}
