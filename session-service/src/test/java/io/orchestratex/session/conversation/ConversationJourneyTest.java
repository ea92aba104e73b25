package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

/** What a user does and sees, over HTTP on real engines. */
class ConversationJourneyTest {

  private final RunningService service = RunningService.shared();
  private final String ann = RunningService.token("ann", Role.AGENT);

  private JsonNode ask(String thread, String body) {
    return service.json(service.post("/api/v1/threads/" + thread + "/responses", ann, body), 201);
  }

  @Test
  void leadsAConversationFromStartToDeletion() {
    JsonNode session = service.startSession(ann);
    String id = session.get("id").asText();
    assertThat(ObjectId.isValid(id)).isTrue();
    assertThat(session.get("user_id").asText()).isEqualTo("ann");
    assertThat(session.get("status").asText()).isEqualTo("active");

    JsonNode thread =
        service.json(
            service.post("/api/v1/sessions/" + id + "/threads", ann, "{\"domain\":\"ops\"}"), 201);
    String threadId = thread.get("id").asText();
    JsonNode first = ask(threadId, "{\"prompt\":\"What is an outbox?\"}");
    JsonNode second =
        ask(threadId, "{\"prompt\":\"And an inbox?\",\"settings\":{\"max_tokens\":9}}");

    assertThat(first.get("response_text").asText()).startsWith("[demo model]");
    assertThat(first.get("provider").asText()).isEqualTo("demo");
    assertThat(first.get("iteration").asInt()).isEqualTo(1);
    assertThat(second.get("iteration").asInt()).isEqualTo(2);
    assertThat(second.get("output_tokens").asInt()).isEqualTo(9);
    assertThat(second.get("input_tokens").asInt())
        .as("the history goes along")
        .isGreaterThan(first.get("output_tokens").asInt());

    JsonNode history =
        service.json(service.get("/api/v1/threads/" + threadId + "/responses", ann), 200);
    assertThat(history.at("/items").findValuesAsText("id"))
        .containsExactly(first.get("id").asText(), second.get("id").asText());
    assertThat(history.at("/items/0")).isEqualTo(first);

    JsonNode after = service.json(service.get("/api/v1/sessions/" + id, ann), 200);
    assertThat(after.get("total_cost").decimalValue())
        .isEqualByComparingTo(
            first.get("cost_usd").decimalValue().add(second.get("cost_usd").decimalValue()));
    assertThat(after.get("total_tokens").asLong())
        .isEqualTo(first.get("tokens_used").asLong() + second.get("tokens_used").asLong());
    assertThat(after.get("total_cost").decimalValue()).isPositive();
    assertThat(after.get("thread_count").asInt()).isEqualTo(1);

    endAndDelete(id, threadId);
  }

  private void endAndDelete(String id, String threadId) {
    JsonNode ended = service.json(service.post("/api/v1/sessions/" + id + "/end", ann, ""), 200);
    assertThat(ended.get("status").asText()).isEqualTo("ended");
    service.json(service.post("/api/v1/sessions/" + id + "/end", ann, ""), 200);
    service.problem(
        service.post("/api/v1/threads/" + threadId + "/responses", ann, "{\"prompt\":\"more\"}"),
        409,
        "session.ended");

    assertThat(service.delete("/api/v1/sessions/" + id, ann).statusCode()).isEqualTo(204);

    service.problem(service.get("/api/v1/sessions/" + id, ann), 404, "session.unknown");
    service.problem(service.get("/api/v1/threads/" + threadId, ann), 404, "thread.unknown");
    for (String collection : List.of("user_sessions", "conversation_threads", "model_responses")) {
      String field = collection.equals("user_sessions") ? "_id" : "session_id";
      assertThat(
              service
                  .mongo()
                  .getCollection(collection)
                  .countDocuments(new Document(field, new ObjectId(id))))
          .as(collection)
          .isZero();
    }
  }

  @Test
  void storesTheFieldsThatTheOthersReadWithExactMoney() {
    JsonNode thread = service.openThread(ann);
    JsonNode response = ask(thread.get("id").asText(), "{\"prompt\":\"Hello\"}");

    Document stored =
        service.document("model_responses", "_id", new ObjectId(response.get("id").asText()));
    assertThat(stored.keySet())
        .contains(
            "thread_id",
            "session_id",
            "iteration",
            "model_name",
            "tokens_used",
            "cost_usd",
            "response_time_ms",
            "response_text",
            "created_at");
    assertThat(stored.get("cost_usd")).isInstanceOf(Decimal128.class);
    assertThat(stored.getObjectId("session_id").toHexString())
        .isEqualTo(thread.get("session_id").asText());
    Document session =
        service.document("user_sessions", "_id", new ObjectId(thread.get("session_id").asText()));
    assertThat(session.keySet())
        .contains("user_id", "created_at", "session_start", "status", "total_cost");
  }

  @Test
  void listsTwentyNewestFirstAndPages() {
    String bob = RunningService.token("bob", Role.AGENT);
    for (int i = 0; i < 25; i++) {
      service.json(service.post("/api/v1/sessions", bob, "{\"title\":\"S" + i + "\"}"), 201);
    }

    JsonNode page = service.json(service.get("/api/v1/sessions", bob), 200);
    JsonNode rest = service.json(service.get("/api/v1/sessions?limit=10&offset=20", bob), 200);

    assertThat(page.at("/items")).hasSize(20);
    assertThat(page.at("/paging/total").asInt()).isEqualTo(25);
    assertThat(page.at("/items/0/title").asText()).isEqualTo("S24");
    assertThat(rest.at("/items").findValuesAsText("title"))
        .containsExactly("S4", "S3", "S2", "S1", "S0");
    assertThat(service.json(service.get("/api/v1/sessions?status=ended", bob), 200).at("/items"))
        .isEmpty();
  }

  @Test
  void sumsUpPerModelDearestFirst() {
    JsonNode thread = service.openThread(ann);
    String id = thread.get("id").asText();
    JsonNode one = ask(id, "{\"prompt\":\"One\"}");
    JsonNode two = ask(id, "{\"prompt\":\"Two\"}");
    insertDearAnswer(thread);

    JsonNode analytics =
        service.json(
            service.get("/api/v1/analytics/sessions/" + thread.get("session_id").asText(), ann),
            200);

    assertThat(analytics.at("/models").findValuesAsText("model_name"))
        .containsExactly("dear", "demo");
    JsonNode demo = analytics.at("/models/1");
    assertThat(demo.get("total_tokens").asLong())
        .isEqualTo(one.get("tokens_used").asLong() + two.get("tokens_used").asLong());
    assertThat(demo.get("total_cost").decimalValue())
        .isEqualByComparingTo(
            one.get("cost_usd").decimalValue().add(two.get("cost_usd").decimalValue()));
    assertThat(demo.get("avg_response_time").asDouble())
        .isEqualTo(
            (one.get("response_time_ms").asLong() + two.get("response_time_ms").asLong()) / 2.0);
    assertThat(analytics.at("/models/0/total_cost").decimalValue())
        .isEqualByComparingTo(new BigDecimal("1.5"));
  }

  private void insertDearAnswer(JsonNode thread) {
    service
        .mongo()
        .getCollection("model_responses")
        .insertOne(
            new Document("session_id", new ObjectId(thread.get("session_id").asText()))
                .append("thread_id", new ObjectId(thread.get("id").asText()))
                .append("iteration", 99)
                .append("provider", "other")
                .append("model_name", "dear")
                .append("status", "completed")
                .append("tokens_used", 10L)
                .append("cost_usd", Decimal128.parse("1.5"))
                .append("response_time_ms", 100L));
  }

  @Test
  void hidesSessionsFromOtherAgentsAndShowsThemToReaders() {
    JsonNode thread = service.openThread(ann);
    String session = "/api/v1/sessions/" + thread.get("session_id").asText();
    String threadPath = "/api/v1/threads/" + thread.get("id").asText();
    String eve = RunningService.token("eve", Role.AGENT);

    service.problem(service.get(session, eve), 404, "session.unknown");
    service.problem(service.get(session + "/threads", eve), 404, "session.unknown");
    service.problem(service.get(threadPath, eve), 404, "thread.unknown");
    service.problem(service.get(threadPath + "/responses", eve), 404, "thread.unknown");
    service.problem(
        service.post(threadPath + "/responses", eve, "{\"prompt\":\"x\"}"), 404, "thread.unknown");
    service.problem(
        service.post(session + "/threads", eve, "{\"domain\":\"x\"}"), 404, "session.unknown");
    service.problem(service.post(session + "/end", eve, ""), 404, "session.unknown");
    service.problem(service.delete(session, eve), 404, "session.unknown");
    service.problem(
        service.get("/api/v1/analytics" + session.substring(7), eve), 404, "session.unknown");
    assertThat(service.json(service.get("/api/v1/sessions?user_id=ann", eve), 200).at("/items"))
        .isEmpty();

    for (String role : List.of(Role.ANALYST, Role.OPERATOR, Role.ADMIN)) {
      String reader = RunningService.token("reader", role);
      service.json(service.get(session, reader), 200);
      service.json(service.get(threadPath + "/responses", reader), 200);
    }
    String operator = RunningService.token("op", Role.OPERATOR);
    service.problem(service.post(session + "/end", operator, ""), 403, "session.not-owner");
    service.problem(
        service.post("/api/v1/sessions", RunningService.token("ana", Role.ANALYST), "{}"),
        403,
        "access.role-missing");
    service.json(service.post(session + "/end", RunningService.token("root", Role.ADMIN), ""), 200);
  }

  @Test
  void namesWhatIsWrongWithARequestAndChangesNothing() {
    JsonNode thread = service.openThread(ann);
    String responses = "/api/v1/threads/" + thread.get("id").asText() + "/responses";
    refused(responses, "{\"prompt\":\"\"}", "/prompt");
    refused(responses, "{}", "/prompt");
    refused(responses, "{\"prompt\":\"" + "x".repeat(100_001) + "\"}", "/prompt");
    refused(responses, "{\"prompt\":{\"$ne\":null}}", "/prompt");
    refused(responses, "{\"prompt\":\"a\",\"modell\":\"demo\"}", "/modell");
    refused(responses, "{\"prompt\":\"a\",\"model\":\"gpt-9\"}", "/model");
    refused(
        responses, "{\"prompt\":\"a\",\"settings\":{\"temperature\":3}}", "/settings/temperature");
    refused(responses, "{\"prompt\":\"a\",\"settings\":{\"heat\":3}}", "/settings/heat");
    refused("/api/v1/sessions", "{\"title\":{\"$ne\":1}}", "/title");
    refused("/api/v1/sessions", "{\"metadata\":{\"$where\":\"1\"}}", "/metadata/$where");
    refused("/api/v1/sessions", "{\"metadata\":{\"a.b\":1}}", "/metadata/a.b");
    refused("/api/v1/sessions", "{\"title\":\"" + "x".repeat(201) + "\"}", "/title");
    refused(
        "/api/v1/sessions/" + thread.get("session_id").asText() + "/threads",
        "{\"domain\":\" \"}",
        "/domain");

    assertThat(service.json(service.get(responses, ann), 200).at("/items")).isEmpty();
  }

  private void refused(String path, String body, String pointer) {
    JsonNode problem = service.json(service.post(path, ann, body), 400);
    assertThat(problem.at("/errors").findValuesAsText("pointer")).as(body).contains(pointer);
  }

  @Test
  void refusesInvalidFiltersAndIds() {
    refusedFilter("/api/v1/sessions?status=gone", "?status");
    refusedFilter("/api/v1/sessions?status%5B%24ne%5D=active", "?status[$ne]");
    refusedFilter("/api/v1/sessions?status=%7B%22%24ne%22%3Anull%7D", "?status");
    refusedFilter("/api/v1/sessions?limit=101", "?limit");
    assertThat(
            service
                .json(
                    service.get(
                        "/api/v1/sessions?user_id=%7B%22%24ne%22%3Anull%7D",
                        RunningService.token("root", Role.ADMIN)),
                    200)
                .at("/items"))
        .isEmpty();
    for (String id : List.of("nonsense", "0123456789abcdef01234567", "%7B%22$ne%22:1%7D")) {
      service.problem(service.get("/api/v1/sessions/" + id, ann), 404, "session.unknown");
      service.problem(service.get("/api/v1/threads/" + id, ann), 404, "thread.unknown");
    }
  }

  private void refusedFilter(String path, String pointer) {
    JsonNode problem = service.json(service.get(path, ann), 400);
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void showsModelsAndItsApiDocument() throws Exception {
    JsonNode models = service.json(service.get("/api/v1/models", ann), 200);
    assertThat(models.at("/items").findValuesAsText("id")).contains("demo");

    HttpResponse<String> document = service.get("/swagger/openapi.yml", "");
    assertThat(document.statusCode()).isEqualTo(200);
    Set<String> paths = new TreeSet<>();
    document.body().lines().filter(line -> line.startsWith("  /")).forEach(paths::add);
    assertThat(paths)
        .contains(
            "  /api/v1/sessions:",
            "  /api/v1/sessions/{id}/end:",
            "  /api/v1/threads/{threadId}/responses:",
            "  /api/v1/analytics/sessions/{id}:",
            "  /api/v1/models:",
            "  /api/v1/agents:",
            "  /api/v1/tasks/{id}:");
  }

  @Test
  void givesARepeatedRequestOneEffect() {
    String body = "{\"title\":\"Once\"}";
    JsonNode first =
        service.json(service.post("/api/v1/sessions", ann, body, "Idempotency-Key", "k-1"), 201);
    JsonNode again =
        service.json(service.post("/api/v1/sessions", ann, body, "Idempotency-Key", "k-1"), 201);
    JsonNode ofAnother =
        service.json(
            service.post(
                "/api/v1/sessions",
                RunningService.token("carl", Role.AGENT),
                body,
                "Idempotency-Key",
                "k-1"),
            201);

    assertThat(again).isEqualTo(first);
    assertThat(ofAnother.get("id")).isNotEqualTo(first.get("id"));
    service.problem(
        service.post("/api/v1/sessions", ann, "{\"title\":\"Else\"}", "Idempotency-Key", "k-1"),
        400,
        "idempotency.key-reused");
  }

  @Test
  void chargesARepeatedPromptOnce() {
    JsonNode thread = service.openThread(ann);
    String path = "/api/v1/threads/" + thread.get("id").asText() + "/responses";
    String body = "{\"prompt\":\"Say it once\"}";

    JsonNode first = service.json(service.post(path, ann, body, "Idempotency-Key", "p-1"), 201);
    JsonNode again = service.json(service.post(path, ann, body, "Idempotency-Key", "p-1"), 201);
    HttpResponse<String> streamed =
        service.post(path, ann, body, "Idempotency-Key", "p-1", "Accept", "text/event-stream");

    assertThat(again).isEqualTo(first);
    assertThat(streamed.body()).contains("event: done", first.get("id").asText());
    assertThat(service.json(service.get(path, ann), 200).at("/paging/total").asInt()).isEqualTo(1);
  }

  @Test
  void keepsNoAnswerOfADeletedSessionForRepeatedRequests() {
    JsonNode session =
        service.json(
            service.post(
                "/api/v1/sessions", ann, "{\"title\":\"Secret\"}", "Idempotency-Key", "d-1"),
            201);
    String sessionPath = "/api/v1/sessions/" + session.get("id").asText();
    String open = "{\"domain\":\"research\"}";
    JsonNode thread =
        service.json(
            service.post(sessionPath + "/threads", ann, open, "Idempotency-Key", "d-2"), 201);
    String asking = "/api/v1/threads/" + thread.get("id").asText() + "/responses";
    String prompt = "{\"prompt\":\"the secret of Rosebud\"}";
    service.json(service.post(asking, ann, prompt, "Idempotency-Key", "d-3"), 201);

    assertThat(service.delete(sessionPath, ann).statusCode()).isEqualTo(204);

    service
        .mongo()
        .listCollectionNames()
        .forEach(name ->
            service
                .mongo()
                .getCollection(name)
                .find()
                .forEach(kept -> assertThat(kept.toJson()).as(name).doesNotContain("Rosebud")));
    service.problem(
        service.post("/api/v1/sessions", ann, "{\"title\":\"Secret\"}", "Idempotency-Key", "d-1"),
        404,
        "idempotency.deleted");
    service.problem(
        service.post(sessionPath + "/threads", ann, open, "Idempotency-Key", "d-2"),
        404,
        "idempotency.deleted");
    service.problem(
        service.post(asking, ann, prompt, "Idempotency-Key", "d-3"), 404, "idempotency.deleted");
    service.problem(
        service.post(asking, ann, prompt, "Idempotency-Key", "d-3", "Accept", "text/event-stream"),
        404,
        "idempotency.deleted");
  }
}
