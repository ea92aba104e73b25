package io.orchestratex.session.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.Topics;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.session.RunningService;
import io.orchestratex.session.provider.Providers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pipeline of a running service, with a stage and a provider of the tests beside its own. */
class PromptStagesTest {

  private final RunningService service = RunningService.shared();
  private final String ann = RunningService.token("ann", Role.AGENT);
  private String thread = "";
  private String session = "";

  @BeforeEach
  void openThread() {
    JsonNode opened = service.openThread(ann);
    thread = opened.get("id").asText();
    session = opened.get("session_id").asText();
  }

  private String path() {
    return "/api/v1/threads/" + thread + "/responses";
  }

  private static String body(String prompt, String model) {
    return "{\"prompt\":\"" + prompt + "\",\"model\":\"" + model + "\"}";
  }

  private Document stored() {
    return service.document("model_responses", "thread_id", new ObjectId(thread));
  }

  @Test
  void aStageIsOneClassThatIsFoundAndAnswersBeforeAProviderIsAsked() throws Exception {
    JsonNode answer =
        service.json(service.post(path(), ann, body(EchoStage.ECHO + "Hello", "demo")), 201);

    assertThat(answer.get("response_text").asText()).isEqualTo("Hello");
    assertThat(answer.get("provider").asText()).isEqualTo("echo");
    assertThat(answer.get("model_name").asText()).isEqualTo("parrot");
    assertThat(answer.get("cached").asBoolean()).isTrue();
    assertThat(answer.get("cost_usd").decimalValue()).isEqualByComparingTo("0");
    assertThat(stored()).containsEntry("provider", "echo").containsEntry("model_name", "parrot");
    assertThat(stored().getBoolean("cached")).isTrue();
    assertThat(service.json(service.get(path(), ann), 200).at("/items/0")).isEqualTo(answer);
    JsonNode event =
        TestService.JSON.readTree(TestTopics.of(Topics.SESSION, session, 3).getLast().value());
    assertThat(event.path("provider").asText()).isEqualTo("echo");
    assertThat(event.path("model_name").asText()).isEqualTo("parrot");
    assertThat(event.path("cached").asBoolean()).isTrue();
  }

  @Test
  void whatAStageRefusesIsNotStored() {
    service.problem(
        service.post(path(), ann, body(EchoStage.REFUSE + "x", "demo")), 403, "test.refused");

    assertThat(
            service
                .mongo()
                .getCollection("model_responses")
                .countDocuments(new Document("thread_id", new ObjectId(thread))))
        .isZero();
  }

  @Test
  void aStageThatBreaksSettlesTheAnswerAndGivesBackWhatWasReserved() {
    Providers.Offer demo = service.bean(Providers.class).find("demo");
    int free = demo.seats().free();

    service.problem(
        service.post(path(), ann, body(EchoStage.BREAK + "x", "demo")), 503, "provider.failed");

    assertThat(stored().getString("status")).isEqualTo("failed");
    assertThat(stored().getString("provider")).isEqualTo("demo");
    assertThat(demo.seats().free()).isGreaterThanOrEqualTo(free);
  }

  @Test
  void anAnswerThatWasFinishedStaysSoIfItsStageBreaksAfterwards() {
    String prompt = body(EchoStage.ECHO_AND_BREAK + "Hello", "demo");
    String[] once = {"Idempotency-Key", "break-" + thread};

    JsonNode answer = service.json(service.post(path(), ann, prompt, once), 201);

    assertThat(answer.get("response_text").asText()).isEqualTo("Hello");
    assertThat(service.json(service.post(path(), ann, prompt, once), 201)).isEqualTo(answer);
    assertThat(stored().getString("status")).isEqualTo("completed");
  }

  @Test
  void twoProvidersMayOfferOneModelAndAreListedAndAskedByName() {
    JsonNode models = service.json(service.get("/api/v1/models", ann), 200).at("/items");
    List<String> rows = new ArrayList<>();
    models.forEach(row ->
        rows.add(
            row.path("id").asText()
                + " "
                + row.path("provider").asText()
                + " "
                + row.path("model").asText()));
    assertThat(rows).containsExactly("demo demo demo", "twin/demo twin demo");

    assertAnswers("demo", "demo");
    assertAnswers("demo/demo", "demo");
    assertAnswers("twin/demo", "twin");
  }

  @Test
  void aFinishReasonIsKeptInTheProvidersOwnWord() throws Exception {
    JsonNode answer = service.json(service.post(path(), ann, body("Hi", "twin/demo")), 201);

    assertThat(answer.get("finish_reason").asText()).isEqualTo(TwinProvider.REASON);
    assertThat(answer.get("status").asText()).isEqualTo("completed");
    assertThat(stored().getString("finish_reason")).isEqualTo(TwinProvider.REASON);
    assertThat(service.json(service.get(path(), ann), 200).at("/items/0")).isEqualTo(answer);
    JsonNode event =
        TestService.JSON.readTree(TestTopics.of(Topics.SESSION, session, 3).getLast().value());
    assertThat(event.path("finish_reason").asText()).isEqualTo(TwinProvider.REASON);
    String cut = "{\"prompt\":\"Hi\",\"settings\":{\"max_tokens\":3}}";
    assertThat(service.json(service.post(path(), ann, cut), 201).get("finish_reason").asText())
        .isEqualTo("length");
    HttpResponse<String> streamed =
        service.post(path(), ann, body("Hi", "demo"), "Accept", "text/event-stream");
    assertThat(streamed.body()).contains("event: done").contains("\"finish_reason\":\"stop\"");
  }

  @Test
  void aProviderThatHasTooMuchToDoIsA429ThatSaysWhen() {
    HttpResponse<String> refused = service.post(path(), ann, body(TwinProvider.BUSY, "twin/demo"));

    service.problem(refused, 429, "provider.busy");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("7");
    assertThat(
            service
                .post(
                    path(),
                    ann,
                    body(TwinProvider.BUSY, "twin/demo"),
                    "Accept",
                    "text/event-stream")
                .body())
        .contains("event: error", "\"status\":429", "Try again in 7 s");
  }

  private void assertAnswers(String model, String provider) {
    JsonNode answer = service.json(service.post(path(), ann, body("Hi", model)), 201);

    assertThat(answer.get("provider").asText()).as(model).isEqualTo(provider);
    assertThat(answer.get("model_name").asText()).as(model).isEqualTo("demo");
  }
}
