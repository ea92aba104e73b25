package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the gateway shows of all services: their health and their API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemViewTest {

  private static final String DOCUMENT =
      """
      openapi: 3.0.1
      info: {title: Sessions, version: '1'}
      tags: [{name: Sessions}]
      paths:
        /api/v1/sessions:
          get:
            operationId: list
            parameters:
            - {name: limit, in: query, schema: {type: integer}}
            - {name: offset, in: query, schema: {type: integer}}
            responses:
              '200':
                description: ok
                content: {application/json: {schema: {$ref: '#/components/schemas/Health'}}}
      components:
        schemas:
          Health: {type: object, properties: {other: {type: string}}}
      """;

  private StubService service;
  private TestGateway gateway;

  @BeforeAll
  void start() {
    service = new StubService();
    service.on(
        "/swagger/openapi.yml",
        call -> call.answer("content-type: application/yaml\r\n", DOCUMENT));
    Map<String, String> environment = TestGateway.environment("view", service);
    // Hashes cost here what they cost by default.
    environment.remove("ORCHESTRATEX_GATEWAY_IDENTITY_PASSWORD_MEMORY");
    gateway = TestGateway.start(environment);
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
  }

  @Test
  void manyWhoAskForTheHealthWhileAServiceHangsShareAFewQuestions() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (StubService hung = new StubService()) {
      hung.on("/health/readiness", _ -> RoutedGateway.opened(over));
      Map<String, String> environment = TestGateway.environment("view", hung);
      try (TestGateway asked = TestGateway.start(environment);
          ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Callable<Integer>> questions =
            Collections.nCopies(20, () -> asked.get("/api/v1/health", null).statusCode());
        for (Future<Integer> answer : callers.invokeAll(questions)) {
          assertThat(answer.get()).isEqualTo(503);
        }
      }
      over.countDown();

      // Four services; twenty rounds would be eighty.
      assertThat(hung.headsOf("/health/readiness")).hasSizeLessThanOrEqualTo(12);
    }
  }

  @Test
  void mergesTheServicesDocuments() throws Exception {
    JsonNode document = TestGateway.json(gateway.get("/openapi.json", null));

    assertThat(document.at("/paths/~1api~1v1~1auth~1token/post").isObject()).isTrue();
    JsonNode list = document.at("/paths/~1api~1v1~1sessions/get");
    assertThat(list.get("parameters").findValuesAsText("name")).containsExactly("limit", "offset");
    assertThat(list.at("/responses/200/content/application~1json/schema/$ref").asText())
        .isEqualTo("#/components/schemas/SessionHealth");
    assertThat(document.at("/components/schemas/SessionHealth").isObject()).isTrue();
    assertThat(gateway.get("/openapi.yml", null).body()).contains("/api/v1/sessions:");
  }

  @Test
  void showsNoTypesOfTheCodeInTheGatewaysOwnDocument() throws Exception {
    HttpResponse<String> document = gateway.get("/swagger/openapi.yml", null);

    assertThat(document.statusCode()).isEqualTo(200);
    assertThat(document.body()).doesNotContain("Caller", "PageRequest", "HttpRequest");
    JsonNode keys =
        TestGateway.json(gateway.get("/openapi.json", null)).at("/paths/~1api~1v1~1api-keys/get");
    assertThat(keys.get("parameters").findValuesAsText("name"))
        .containsExactly("owner_id", "limit", "offset");
    JsonNode limit = keys.at("/parameters/1");
    assertThat(limit.at("/schema/maximum").asInt()).isEqualTo(100);
    assertThat(limit.at("/schema/default").asInt()).isEqualTo(20);
    assertThat(limit.path("required").asBoolean()).isFalse();
  }

  @Test
  void thereIsNoDocumentUntilItIsWholeAndEachPartIsKeptUntilAnotherComes() throws Exception {
    AtomicReference<String> backups =
        new AtomicReference<>(DOCUMENT.replace("/api/v1/sessions", "/api/v1/backups"));
    AtomicReference<String> metrics = new AtomicReference<>("");
    try (StubService one = documentOf(backups);
        StubService other = documentOf(metrics)) {
      Map<String, String> environment = TestGateway.environment("view", service);
      environment.put("ORCHESTRATEX_GATEWAY_ROUTES_BACKUP_SERVICE", one.address());
      environment.put("ORCHESTRATEX_GATEWAY_ROUTES_MONITOR_SERVICE", other.address());
      try (TestGateway early = TestGateway.start(environment)) {
        HttpResponse<String> none = early.get("/openapi.json", null);
        assertThat(early.problem(none, 503, "apidocs.incomplete").get("detail").asText())
            .contains("monitor-service")
            .doesNotContain("backup-service");
        assertThat(none.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(early.get("/openapi.yml", null).statusCode()).isEqualTo(503);

        String described = backups.getAndSet("");
        metrics.set(DOCUMENT.replace("/api/v1/sessions", "/api/v1/metrics"));
        awaitPath(early, "/api/v1/metrics");
        assertThat(early.get("/openapi.json", null).body()).contains("/api/v1/backups");

        backups.set(described.replace("/api/v1/backups", "/api/v1/restores"));
        awaitPath(early, "/api/v1/restores");
        assertThat(early.get("/openapi.json", null).body()).doesNotContain("/api/v1/backups");
      }
    }
  }

  /** A service with this document, or none while the text is empty. */
  private static StubService documentOf(AtomicReference<String> text) {
    StubService service = new StubService();
    service.on(
        "/swagger/openapi.yml",
        call -> {
          if (text.get().isEmpty()) {
            call.send("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
          } else {
            call.answer("content-type: application/yaml\r\n", text.get());
          }
        });
    return service;
  }

  private static void awaitPath(TestGateway gateway, String path) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> {
          HttpResponse<String> document = gateway.get("/openapi.json", null);
          return document.statusCode() == 200 && document.body().contains(path);
        });
  }

  @Test
  void saysWhatIsAwayThoughAServiceIsReady() throws Exception {
    service.on(
        "/health/readiness",
        call ->
            call.answer(
                "content-type: application/json\r\n",
                "{\"status\":\"DEGRADED\",\"details\":{\"kafka\":{\"status\":\"DEGRADED\",\"details\":{"
                    + "\"error\":\"Kafka does not answer; events wait\"}},\"mongodb\":{\"status\":\"UP\"}}}"));
    await()
        .untilAsserted(() -> {
          JsonNode health =
              TestGateway.json(gateway.get("/api/v1/health", null)).at("/services/session-service");
          assertThat(health.get("status").asText()).isEqualTo("UP");
          assertThat(health.get("away").toString()).isEqualTo("[\"kafka\"]");
          assertThat(health.get("detail").asText()).isEqualTo("Kafka does not answer; events wait");
        });
    service.on("/health/readiness", call -> call.answer("", ""));
  }

  @Test
  void showsSwaggerUiToEverybodyWithoutForeignScripts() throws Exception {
    HttpResponse<String> page = gateway.get("/swagger-ui", null);

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("script-src 'self';");
    assertThat(page.body()).doesNotContain("http://", "https://", "<script>");
    for (String asset : new String[] {"swagger-ui.css", "swagger-ui-bundle.js", "start.js"}) {
      assertThat(page.body()).contains(asset);
      assertThat(gateway.get("/swagger-ui/" + asset, null).statusCode()).isEqualTo(200);
    }
    assertThat(gateway.get("/swagger-ui/package.json", null).statusCode()).isEqualTo(404);
  }

  @Test
  void aRequestToAServiceIsCountedOnce() throws Exception {
    String token = gateway.adminToken();
    assertThat(gateway.get("/api/v1/sessions/counted", token).statusCode()).isEqualTo(200);

    String metrics = gateway.get("/prometheus", token).body();
    assertThat(metrics).contains("gateway_upstream_seconds_count{", "http_server_requests_seconds");
    assertThat(metrics.lines().filter(line -> line.startsWith("http_client_requests"))).isEmpty();
  }

  @Test
  void metricsNeedAToken() throws Exception {
    assertThat(gateway.get("/prometheus", null).statusCode()).isEqualTo(401);
    assertThat(gateway.get("/health/readiness", null).statusCode()).isEqualTo(200);
    assertThat(gateway.get("/health/liveness", null).statusCode()).isEqualTo(200);
  }

  @Test
  void aBurstOfWrongSignInsIsBoundedAndTheGatewayStaysReady() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> burst = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 90; i++) {
        String body = "{\"username\":\"burst-" + i + "\",\"password\":\"wrong\"}";
        burst.add(
            CompletableFuture.supplyAsync(
                () -> gateway.post("/api/v1/auth/token", null, body), threads));
      }
      while (!burst.stream().allMatch(CompletableFuture::isDone)) {
        assertThat(gateway.get("/health/readiness", null).statusCode()).isEqualTo(200);
      }
    }
    List<HttpResponse<String>> answers = burst.stream().map(CompletableFuture::join).toList();
    assertThat(answers)
        .allMatch(answer -> answer.statusCode() == 401 || answer.statusCode() == 429);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 429)
        .isNotEmpty()
        .allMatch(answer -> answer.body().contains("identity.sign-in-busy"))
        .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
    assertThat(gateway.adminToken()).isNotEmpty();
  }
}
