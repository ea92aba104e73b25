package io.orchestratex.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micronaut.context.ApplicationContext;
import io.orchestratex.kit.access.Role;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server with the kit on it: what callers see when something is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KitServerTest {

  private KitServer kit;

  @BeforeAll
  void start() {
    kit = new KitServer();
  }

  @AfterAll
  void stop() {
    kit.close();
  }

  @Test
  void refusesANumberForAText() throws Exception {
    JsonNode problem = kit.assertProblem(kit.post("{\"name\":1}"), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/name");
  }

  @ParameterizedTest
  @CsvSource({
    "{'name':'a\\u0000b'}, /name",
    "{'name':'a\\ud83d'}, /name",
    "{'name':'\\ude00\\ud83d'}, /name",
    "{'name':'a';'parts':[{'count':1;'no\\u0000te':1}]}, /parts/0/no?te",
    "{'name':'a';'notes':{'deep':[1;{'k':'\\u0000'}]}}, /notes/deep/1/k",
    "{'name':'a';'notes':{'\\udc00':1}}, /notes/?",
    "{'name':'a';'tree':{'list':['ok';'\\ud800x']}}, /tree/list/1",
  })
  void refusesATextThatNoEngineCanStore(String body, String pointer) throws Exception {
    JsonNode problem =
        kit.assertProblem(
            kit.post(body.replace('\'', '"').replace(';', ',')), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText().replace('\ufffd', '?')).isEqualTo(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'name':'a','name':'b'} | /name",
        "{'name':'a','notes':{'deep':[1,{'k':1,'k':1}]}} | /notes/deep/1/k",
        "{'name':'a','tree':{'x':1,'y':2,'\\u0078':3}} | /tree/x",
        "{'name':'a','parts':[{'count':1,'count':2}]} | /parts/0/count",
        "[{'name':'a'}] | ''",
        "[] | ''",
        "'text' | ''",
        "{'name':'a','parts':{'count':1}} | /parts",
        "{'name':'a','notes':[]} | /notes",
        "{'name':'a','parts':[[1]]} | /parts/0",
        "{'name':['a']} | /name",
        "{'name':'a','color':0} | /color",
        "{'name':'a','color':'1'} | /color",
        "{'name':'a','color':['RED']} | /color",
        "{'name':'a','ratio':1e400} | /ratio",
        "{'name':'a','price':1e400} | /price",
        "{'name':'a','price':1e-400000000} | /price",
        "{'name':'a','notes':{'x':[-1e999]}} | /notes/x/0",
        "{'name':'a','size_gb':''} | /size_gb",
        "{'name':'a','color':''} | /color",
        "{'name':'a','price':''} | /price",
        "{'name':'a','parts':''} | /parts",
        "{'name':'a','owner':''} | /owner",
        "{'name':'a','owner':'1-2-3-4-5'} | /owner",
        "{'name':'a','owner':'AAAAAAAAAAAAAAAAAAAAAA=='} | /owner",
        "{'name':'a','mark':'\ud83d\ude80'} | /mark",
        "{'name':'a','mark':'abcde'} | /mark",
      })
  void refusesWhatAnotherReaderMightReadAnotherWay(String body, String pointer) throws Exception {
    JsonNode problem = kit.assertProblem(kit.post(body.replace('\'', '"')), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).as(problem.toString()).isEqualTo(pointer);
  }

  @Test
  void takesTheSameNameInDifferentObjectsAndNumbersOfEachSize() throws Exception {
    HttpResponse<String> answer =
        kit.post(
            "{\"name\":\"a\",\"notes\":{\"name\":1,\"in\":{\"name\":2}},\"color\":\"RED\",\"ratio\":1e300,"
                + "\"price\":0e400,\"parts\":[{\"count\":1},{\"count\":1}]}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void countsAnEmojiAsOneCharacter() throws Exception {
    HttpResponse<String> answer = kit.post("{\"name\":\"a\",\"mark\":\"" + "🚀".repeat(4) + "\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c1a1", "c080", "e081a1", "f08081a1", "eda080", "f4908080", "ff", "c3"})
  void refusesBytesThatAreNotUtf8(String hex) throws Exception {
    byte[] head = "{\"name\":\"a".getBytes(StandardCharsets.UTF_8);
    byte[] odd = HexFormat.of().parseHex(hex);
    byte[] tail = "\"}".getBytes(StandardCharsets.UTF_8);
    byte[] body = new byte[head.length + odd.length + tail.length];
    System.arraycopy(head, 0, body, 0, head.length);
    System.arraycopy(odd, 0, body, head.length, odd.length);
    System.arraycopy(tail, 0, body, head.length + odd.length, tail.length);

    JsonNode problem = kit.assertProblem(kit.post(body), 400, "request.invalid");
    assertThat(problem.get("detail").asText()).contains("is not UTF-8: byte ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void refusesAnotherEncodingThatTheParserWouldGuess(String encoding) throws Exception {
    byte[] body = "{\"name\":\"a\"}".getBytes(Charset.forName(encoding));

    JsonNode problem = kit.assertProblem(kit.post(body), 400, "request.invalid");
    assertThat(problem.get("detail").asText()).contains("is not UTF-8: byte ");
  }

  @Test
  void takesEachCharacterThatIsOne() throws Exception {
    HttpResponse<String> answer =
        kit.post("{\"name\":\"\\u0001 \\ud83d\\ude00 \\uffff\",\"notes\":{\"\\ud83d\\ude00\":1}}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(kit.read(answer).get("name").asText()).isEqualTo("\u0001 \ud83d\ude00 \uffff");
  }

  @Test
  void refusesAQueryValueThatNoEngineCanStore() throws Exception {
    String token = kit.tokens.token("ann", Role.AGENT);
    JsonNode problem =
        kit.assertProblem(kit.get("/things?limit=2&q=a%00b", token), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("?q");
    kit.assertProblem(kit.get("/things?q=%00", null), 401, "access.token-missing");
  }

  @Test
  void servesManySlowRequestsAtOnce() throws Exception {
    String token = kit.tokens.token("ann", Role.AGENT);
    List<CompletableFuture<HttpResponse<String>>> answers =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(i ->
                kit.sendAsync(
                    kit.request("/things/meeting")
                        .header("Authorization", "Bearer " + token)
                        .GET()))
            .toList();

    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("all here");
    }
  }

  @Test
  void namesAnUnknownFieldAndTheKnownOnes() throws Exception {
    JsonNode problem =
        kit.assertProblem(kit.post("{\"name\":\"a\",\"colour\":\"red\"}"), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/colour");
    assertThat(problem.at("/errors/0/detail").asText()).contains("size_gb", "name", "parts");
  }

  @Test
  void namesAFieldOfTheWrongTypeDeepInside() throws Exception {
    JsonNode problem =
        kit.assertProblem(
            kit.post("{\"name\":\"a\",\"parts\":[{\"count\":1},{\"count\":\"many\"}]}"),
            400,
            "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/parts/1/count");
  }

  @Test
  void namesEachBrokenConstraint() throws Exception {
    JsonNode problem =
        kit.assertProblem(
            kit.post("{\"name\":\"\",\"size_gb\":1,\"parts\":[]}"), 400, "request.invalid");

    assertThat(problem.at("/errors").findValuesAsText("pointer")).contains("/name");
  }

  @Test
  void refusesABrokenAnEmptyAndAnOversizeBody() throws Exception {
    kit.assertProblem(kit.post("{\"name\":"), 400, "request.invalid");
    assertThat(kit.post("").statusCode()).isEqualTo(400);
    assertThat(kit.post("{\"name\":\"" + "x".repeat(1_100_000) + "\"}").statusCode())
        .isEqualTo(413);
  }

  @Test
  void refusesAPageOutOfRange() throws Exception {
    String token = kit.tokens.token("ann", Role.AGENT);
    JsonNode problem =
        kit.assertProblem(kit.get("/things?limit=101", token), 400, "paging.out-of-range");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("?limit");
    JsonNode page = kit.read(kit.get("/things?limit=2&offset=4", token));
    assertThat(page.at("/paging/offset").asInt()).isEqualTo(4);
  }

  @Test
  void rendersUnknownRoutesAndOwnFaultsAsProblemsWithoutInsides() throws Exception {
    String token = kit.tokens.token("ann", Role.AGENT);
    kit.assertProblem(kit.get("/nowhere", token), 404, "http.not-found");
    JsonNode problem =
        kit.assertProblem(kit.get("/things/broken", token), 500, "http.internal-server-error");

    assertThat(problem.toString()).doesNotContain("the-inside", "IllegalState");
    assertThat(problem.get("traceId").asText()).hasSize(32);
    kit.assertProblem(kit.get("/things/missing", token), 404, "thing.unknown");
  }

  @Test
  void keepsTheCallersTrace() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    HttpResponse<String> response =
        kit.send(
            kit.request("/things/missing")
                .header("Authorization", "Bearer " + kit.tokens.token("ann", Role.AGENT))
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .GET());

    assertThat(kit.read(response).get("traceId").asText()).isEqualTo(trace);
  }

  @Test
  void theTraceIsInTheLogContextOfTheThreadThatWorksAndGoneAfterwards() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for (String path : List.of("/things/trace", "/things/blocking-trace")) {
      HttpResponse<String> response =
          kit.send(
              kit.request(path)
                  .header("Authorization", "Bearer " + kit.tokens.token("ann", Role.AGENT))
                  .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                  .GET());
      assertThat(response.body()).isEqualTo(trace);
    }
  }

  @Test
  void anUnknownSettingStopsTheStart() {
    assertThat(startFailure(Map.of("orchestratex.access.isuer", "x")))
        .contains("orchestratex.access.isuer");
  }

  @Test
  void aRouteThatDoesNotSayWhoMayCallItStopsTheStart() {
    assertThat(startFailure(Map.of("spec.undeclared", "true")))
        .contains("GET /undeclared/{id}")
        .doesNotContain("/things", "/prometheus", "/health");
  }

  private String startFailure(Map<String, Object> more) {
    try (ApplicationContext context = ApplicationContext.run(kit.settings(more))) {
      return "started";
    } catch (RuntimeException e) {
      StringBuilder messages = new StringBuilder();
      for (Throwable t = e; t != null; t = t.getCause()) {
        messages.append(t.getMessage()).append('\n');
      }
      return messages.toString();
    }
  }
}
