package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.model.Updates;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prompts that are sent again under their key after the process that answered them was killed. */
class RepeatedPromptsTest {

  private static final String WHOLE = "application/json";
  private static final String STREAM = "text/event-stream";

  private final RunningService service = RunningService.shared();
  private final String ann = RunningService.token("ann", Role.AGENT);
  private final String key = UUID.randomUUID().toString();
  private String path = "";

  @BeforeEach
  void openThread() {
    path = "/api/v1/threads/" + service.openThread(ann).get("id").asText() + "/responses";
  }

  @ParameterizedTest
  @ValueSource(strings = {WHOLE, STREAM})
  void onesThatWereNotAnsweredAreAskedAnew(String accept) {
    String id = answered();
    killedWhile(id, "failed");

    service.problem(ask(accept), 503, "provider.failed");

    assertThat(ask(accept).body()).contains("\"completed\"").doesNotContain(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {WHOLE, STREAM})
  void onesThatAreStillAnsweredKeepTheirPlace(String accept) {
    String id = answered();
    killedWhile(id, "pending");

    service.problem(ask(accept), 409, "idempotency.still-running");
    service.problem(ask(accept), 409, "idempotency.still-running");
    change("model_responses", "_id", id, Updates.set("status", "completed"));

    assertThat(ask(accept).body()).contains("\"completed\"").contains(id);
    assertThat(service.json(service.get(path, ann), 200).at("/paging/total").asInt()).isEqualTo(1);
  }

  private String answered() {
    JsonNode answer = service.json(ask(WHOLE), 201);
    return answer.get("id").asText();
  }

  private HttpResponse<String> ask(String accept) {
    return service.post(path, ann, "{\"prompt\":\"Hi\"}", "Idempotency-Key", key, "Accept", accept);
  }

  /** As if the process had ended before it could say how the request ended, a while ago. */
  private void killedWhile(String id, String status) {
    change(
        "idempotency_keys",
        "resource_id",
        id,
        Updates.combine(
            Updates.set("done", false),
            Updates.set("lease_until", Date.from(Instant.now().minusSeconds(60)))));
    change(
        "model_responses",
        "_id",
        id,
        Updates.combine(
            Updates.set("status", status),
            Updates.set("lease_until", Date.from(Instant.now().plusSeconds(3_600)))));
  }

  private void change(String collection, String field, String id, Bson update) {
    var result =
        service
            .mongo()
            .getCollection(collection)
            .updateOne(new Document(field, field.equals("_id") ? new ObjectId(id) : id), update);
    assertThat(result.getMatchedCount()).isEqualTo(1);
  }
}
