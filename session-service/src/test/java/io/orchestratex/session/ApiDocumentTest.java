package io.orchestratex.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.apidocs.ApiContract;
import io.orchestratex.kit.apidocs.ApiDocumentRules;
import io.orchestratex.kit.apidocs.OwnApiDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiDocumentTest extends ApiDocumentRules {

  private final RunningService service = RunningService.shared();

  @Override
  protected TestService service() {
    return service;
  }

  /** Schemas say what a document holds; of the events in a stream only the text can speak. */
  @Test
  void describesEachEventOfAnAnswer() throws Exception {
    JsonNode document = TestService.JSON.valueToTree(service.bean(OwnApiDocument.class).document());
    JsonNode ok =
        document.at("/paths/~1api~1v1~1threads~1{threadId}~1responses/post/responses/200");
    JsonNode example = ok.at("/content/text~1event-stream/examples/sendPrompt/value");
    String ann = RunningService.token("ann", Role.AGENT);
    String path = "/api/v1/threads/" + service.openThread(ann).get("id").asText() + "/responses";
    String real =
        service
            .post(path, ann, "{\"prompt\":\"What is an outbox?\"}", "Accept", "text/event-stream")
            .body();

    for (String stream : List.of(real, example.asText())) {
      List<Event> events = events(stream);
      assertThat(events).hasSizeGreaterThan(1);
      for (Event event : events.subList(0, events.size() - 1)) {
        assertThat(event.name()).isEqualTo("token");
        assertThat(event.data().fieldNames()).toIterable().containsExactly("text");
      }
      assertThat(events.getLast().name()).isEqualTo("done");
      assertThat(
              ApiContract.of(document)
                  .departures(
                      document.at("/components/schemas/ModelResponse"), events.getLast().data()))
          .isEmpty();
    }
    assertThat(ok.path("description").asText())
        .contains("`token`", "`{\"text\": \"…\"}`", "`done`", "`Response`", "`error`", "`Problem`");
  }

  private record Event(String name, JsonNode data) {}

  private static List<Event> events(String stream) throws JsonProcessingException {
    List<Event> events = new ArrayList<>();
    for (String block : stream.split("\n\n")) {
      String name = "";
      String data = "";
      for (String line : block.lines().toList()) {
        if (line.startsWith("event:")) {
          name = line.substring("event:".length()).strip();
        } else if (line.startsWith("data:")) {
          data += line.substring("data:".length()).strip();
        }
      }
      if (!name.isEmpty()) {
        events.add(new Event(name, TestService.JSON.readTree(data)));
      }
    }
    return events;
  }
}
