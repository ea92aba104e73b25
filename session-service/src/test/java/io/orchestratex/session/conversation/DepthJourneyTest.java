package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Conversations are edited, tagged, found by their words, forked and taken out. */
class DepthJourneyTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RunningService service = RunningService.shared();
  private final String user = "depth-" + UUID.randomUUID();
  private final String owner = RunningService.token(user, Role.AGENT);
  private final String stranger = RunningService.token("stranger", Role.AGENT);
  private final String reader = RunningService.token("reader", Role.ANALYST);

  private JsonNode ask(String thread, String prompt) {
    return service.json(
        service.post(
            "/api/v1/threads/" + thread + "/responses", owner, "{\"prompt\":\"" + prompt + "\"}"),
        201);
  }

  private List<String> prompts(String thread) {
    return service
        .json(service.get("/api/v1/threads/" + thread + "/responses", owner), 200)
        .at("/items")
        .findValuesAsText("prompt");
  }

  private JsonNode found(String query, String token) {
    return service.json(service.get("/api/v1/responses?" + query, token), 200).path("items");
  }

  @Test
  void changesTitleTagsAndMetadataOfTheVersionThatWasSeen() {
    JsonNode session =
        service.json(
            service.post(
                "/api/v1/sessions",
                owner,
                "{\"title\":\"One\",\"tags\":[\" a \",\"b\",\"a\"],\"metadata\":{\"k\":1}}"),
            201);
    String path = "/api/v1/sessions/" + session.path("id").asText();
    assertThat(session.path("tags")).hasToString("[\"a\",\"b\"]");

    JsonNode changed =
        service.json(
            service.patch(path, owner, "{\"title\":\"Two\",\"tags\":[\"c\"],\"version\":1}"), 200);

    assertThat(changed.path("title").asText()).isEqualTo("Two");
    assertThat(changed.path("metadata").path("k").asInt()).isEqualTo(1);
    assertThat(changed.path("version").asLong()).isEqualTo(2);
    service.problem(
        service.patch(path, owner, "{\"title\":\"Three\",\"version\":1}"), 409, "session.changed");
    service.problem(service.patch(path, stranger, "{\"title\":\"X\"}"), 404, "session.unknown");
    service.problem(service.patch(path, reader, "{\"title\":\"X\"}"), 403, "access.role-missing");
    assertThat(service.json(service.get(path, owner), 200)).isEqualTo(changed);
  }

  @Test
  void refusesTagsThatNobodyCouldFind() {
    String path = "/api/v1/sessions/" + service.startSession(owner).path("id").asText();

    JsonNode problem =
        service.problem(
            service.patch(path, owner, "{\"tags\":[\"fine\",\" \",\"" + "x".repeat(51) + "\"]}"),
            400,
            "session.tags-invalid");

    assertThat(problem.at("/errors").findValuesAsText("pointer"))
        .containsExactly("/tags/1", "/tags/2");
    service.problem(service.patch(path, owner, "{\"title\":\" \"}"), 400, "request.invalid");
  }

  @Test
  void listsSessionsByTagAndThreadsBySubject() {
    JsonNode tagged =
        service.json(service.post("/api/v1/sessions", owner, "{\"tags\":[\"keep\"]}"), 201);
    service.startSession(owner);
    String id = tagged.path("id").asText();
    JsonNode thread =
        service.json(
            service.post("/api/v1/sessions/" + id + "/threads", owner, "{\"domain\":\"law\"}"),
            201);
    service.json(
        service.post("/api/v1/sessions/" + id + "/threads", owner, "{\"domain\":\"tax\"}"), 201);

    assertThat(
            service
                .json(service.get("/api/v1/sessions?tag=keep", owner), 200)
                .at("/items")
                .findValuesAsText("id"))
        .containsExactly(id);
    assertThat(service.json(service.get("/api/v1/sessions?tag=kee", owner), 200).at("/items"))
        .isEmpty();
    assertThat(service.json(service.get("/api/v1/threads?domain=law", owner), 200).at("/items"))
        .containsExactly(thread);
    assertThat(
            service
                .json(service.get("/api/v1/threads?user_id=" + user, reader), 200)
                .at("/items")
                .findValuesAsText("domain"))
        .containsExactly("tax", "law");
    assertThat(
            service
                .json(service.get("/api/v1/threads?user_id=" + user, stranger), 200)
                .at("/items"))
        .isEmpty();
  }

  @Test
  void findsPromptsAndAnswersByTheirWords() {
    JsonNode thread = service.openThread(owner);
    JsonNode lease = ask(thread.path("id").asText(), "How long does a lease of a Träger hold?");
    ask(thread.path("id").asText(), "And the outbox?");

    JsonNode match = found("q=LEASE", owner).path(0);

    assertThat(match.path("response_id")).isEqualTo(lease.path("id"));
    assertThat(match.path("prompt_excerpt").asText()).contains("a lease of");
    assertThat(match.path("score").asDouble()).isPositive();
    assertThat(found("q=trager", owner)).hasSize(1);
    assertThat(found("q=lease%20-tr%C3%A4ger", owner)).isEmpty();
    assertThat(found("q=lease&session_id=" + thread.path("session_id").asText(), owner)).hasSize(1);
    assertThat(found("q=lease&session_id=0123456789abcdef01234567", owner)).isEmpty();
    assertThat(found("q=lease", stranger)).isEmpty();
    assertThat(found("q=lease&user_id=" + user, stranger)).isEmpty();
    assertThat(found("q=lease&user_id=" + user, reader)).hasSize(1);
    service.problem(service.get("/api/v1/responses", owner), 400, "search.words-missing");
  }

  @Test
  void goesOnFromAnyPromptWithoutCopying() {
    JsonNode thread = service.openThread(owner);
    String trunk = thread.path("id").asText();
    ask(trunk, "One");
    ask(trunk, "Two");
    ask(trunk, "Three");
    long before = service.mongo().getCollection("model_responses").countDocuments();

    JsonNode fork =
        service.json(
            service.post("/api/v1/threads/" + trunk + "/fork", owner, "{\"iteration\":2}"), 201);
    String branch = fork.path("id").asText();

    assertThat(service.mongo().getCollection("model_responses").countDocuments()).isEqualTo(before);
    assertThat(fork.at("/forked_from/thread_id").asText()).isEqualTo(trunk);
    assertThat(fork.path("iterations").asInt()).isEqualTo(2);
    assertThat(ask(branch, "Other").path("iteration").asInt()).isEqualTo(3);
    ask(trunk, "Four");
    assertThat(prompts(branch)).containsExactly("One", "Two", "Other");
    assertThat(prompts(trunk)).containsExactly("One", "Two", "Three", "Four");
    JsonNode twig =
        service.json(service.post("/api/v1/threads/" + branch + "/fork", owner, "{}"), 201);
    ask(twig.path("id").asText(), "Deeper");
    assertThat(prompts(twig.path("id").asText())).containsExactly("One", "Two", "Other", "Deeper");
    assertThat(
            service
                .json(
                    service.get(
                        "/api/v1/threads/"
                            + twig.path("id").asText()
                            + "/responses?limit=2&offset=1",
                        owner),
                    200)
                .at("/items")
                .findValuesAsText("prompt"))
        .containsExactly("Two", "Other");
  }

  @Test
  void tellsAModelWhatWasSaidBeforeAFork() {
    JsonNode thread = service.openThread(owner);
    String trunk = thread.path("id").asText();
    long alone = ask(trunk, "One").path("input_tokens").asLong();
    JsonNode fork =
        service.json(service.post("/api/v1/threads/" + trunk + "/fork", owner, "{}"), 201);

    long behind = ask(fork.path("id").asText(), "One").path("input_tokens").asLong();

    assertThat(behind).isGreaterThan(alone);
  }

  @Test
  void refusesAForkThatCannotBe() {
    String thread = service.openThread(owner).path("id").asText();
    String path = "/api/v1/threads/" + thread + "/fork";

    service.problem(service.post(path, owner, "{}"), 400, "thread.iteration-unknown");
    ask(thread, "One");
    service.problem(
        service.post(path, owner, "{\"iteration\":2}"), 400, "thread.iteration-unknown");
    service.problem(service.post(path, stranger, "{}"), 404, "thread.unknown");
    service.problem(
        service.post("/api/v1/threads/nosuch/fork", owner, "{}"), 404, "thread.unknown");
  }

  @Test
  void forksOnceForOneIdempotencyKey() {
    String thread = service.openThread(owner).path("id").asText();
    ask(thread, "One");
    String path = "/api/v1/threads/" + thread + "/fork";
    String key = UUID.randomUUID().toString();

    JsonNode first = service.json(service.post(path, owner, "{}", "Idempotency-Key", key), 201);
    JsonNode again = service.json(service.post(path, owner, "{}", "Idempotency-Key", key), 201);

    assertThat(again).isEqualTo(first);
  }

  @Test
  void exportsWholeConversationsLineByLine() throws Exception {
    JsonNode thread = service.openThread(owner);
    String session = thread.path("session_id").asText();
    JsonNode answer = ask(thread.path("id").asText(), "Line one, \\u2028 and two");
    service.startSession(owner);

    List<JsonNode> one = lines(service.get("/api/v1/sessions/" + session + "/export", owner));
    List<JsonNode> all = lines(service.get("/api/v1/sessions/export", owner));

    assertThat(one)
        .extracting(line -> line.path("type").asText())
        .containsExactly("session", "thread", "response", "end");
    assertThat(one.get(0).path("id").asText()).isEqualTo(session);
    assertThat(one.get(2).path("response_text")).isEqualTo(answer.path("response_text"));
    assertThat(one.get(2).path("prompt")).isEqualTo(answer.path("prompt"));
    assertThat(one.getLast())
        .hasToString("{\"type\":\"end\",\"sessions\":1,\"threads\":1,\"responses\":1}");
    assertThat(all.getLast().path("sessions").asInt()).isEqualTo(2);
    assertThat(lines(service.get("/api/v1/sessions/export?user_id=" + user, reader)))
        .hasSameSizeAs(all);
    service.problem(
        service.get("/api/v1/sessions/export?user_id=" + user, stranger), 403, "session.not-owner");
    service.problem(
        service.get("/api/v1/sessions/" + session + "/export", stranger), 404, "session.unknown");
  }

  private static List<JsonNode> lines(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : response.body().split("\n")) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
