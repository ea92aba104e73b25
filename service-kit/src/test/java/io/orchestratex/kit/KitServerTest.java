package io.orchestratex.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.CachedVerifier;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A real server with the kit on it: what callers see when something is wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KitServerTest {

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestTokens tokens;
  private EmbeddedServer server;

  @BeforeAll
  void start() {
    tokens = new TestTokens();
    server = ApplicationContext.run(EmbeddedServer.class, settings(Map.of()));
  }

  @AfterAll
  void stop() {
    server.close();
    tokens.close();
    http.close();
  }

  private Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("spec", "kit");
    settings.put("kafka.enabled", false);
    settings.put("micronaut.server.port", -1);
    settings.put("micronaut.application.name", "kit-test");
    settings.put("orchestratex.access.jwks-url", tokens.jwksUrl());
    settings.put("orchestratex.access.scrape-token", "scrape-me");
    settings.putAll(more);
    return settings;
  }

  @Test
  void admitsAValidTokenAndTellsWhoCalls() throws Exception {
    HttpResponse<String> response = get("/things/me", tokens.token("ann", Role.AGENT));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(json.readTree(response.body()).get("subject").asText()).isEqualTo("ann");
    assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
  }

  @Test
  void refusesAMissingToken() throws Exception {
    assertProblem(get("/things/me", null), 401, "access.token-missing");
  }

  @Test
  void refusesGarbageForATokenAndOtherSchemes() throws Exception {
    assertProblem(get("/things/me", "garbage"), 401, "access.token-invalid");
    HttpResponse<String> basic =
        send(request("/things/me").header("Authorization", "Basic YTpi").GET());
    assertProblem(basic, 401, "access.scheme-unknown");
  }

  @Test
  void refusesATokenSignedByAnotherKey() throws Exception {
    assertProblem(
        get("/things/me", TestTokens.forged("ann", Role.ADMIN)), 401, "access.token-invalid");
  }

  @Test
  void refusesAnUnsignedToken() throws Exception {
    String none = new PlainJWT(TestTokens.claims("ann", Role.ADMIN).build()).serialize();

    assertProblem(get("/things/me", none), 401, "access.token-invalid");
  }

  @Test
  void refusesAnExpiredTokenAndOneForSomebodyElse() throws Exception {
    JWTClaimsSet expired =
        TestTokens.claims("ann", Role.ADMIN)
            .expirationTime(Date.from(Instant.now().minusSeconds(120)))
            .build();
    JWTClaimsSet elsewhere = TestTokens.claims("ann", Role.ADMIN).audience("payroll").build();

    assertProblem(get("/things/me", tokens.token(expired)), 401, "access.token-invalid");
    assertProblem(get("/things/me", tokens.token(elsewhere)), 401, "access.token-invalid");
  }

  @Test
  void refusesARevokedTokenThatWasAcceptedBefore() throws Exception {
    JWTClaimsSet claims = TestTokens.claims("bob", Role.AGENT).build();
    String token = tokens.token(claims);
    assertThat(get("/things/me", token).statusCode()).isEqualTo(200);

    server.getApplicationContext().getBean(CachedVerifier.class).revokeToken(claims.getJWTID());

    assertThat(get("/things/me", token).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesACallerWithoutTheRole() throws Exception {
    assertProblem(
        get("/things/guarded", tokens.token("ann", Role.AGENT)), 403, "access.role-missing");
    assertThat(get("/things/guarded", tokens.token("op", Role.OPERATOR)).statusCode())
        .isEqualTo(200);
    assertThat(get("/things/guarded", tokens.token("root", Role.ADMIN)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aMethodsRolesComeBeforeItsClasss() throws Exception {
    assertThat(get("/ranked/all", tokens.token("ann", Role.ANALYST)).statusCode()).isEqualTo(200);
    assertProblem(
        get("/ranked/few", tokens.token("ann", Role.ANALYST)), 403, "access.role-missing");
    assertThat(get("/ranked/few", tokens.token("op", Role.OPERATOR)).statusCode()).isEqualTo(200);
  }

  @Test
  void refusesANumberForAText() throws Exception {
    JsonNode problem = assertProblem(post("{\"name\":1}"), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/name");
  }

  @Test
  void servesManySlowRequestsAtOnce() throws Exception {
    String token = tokens.token("ann", Role.AGENT);
    List<CompletableFuture<HttpResponse<String>>> answers =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(i ->
                http.sendAsync(
                    request("/things/meeting")
                        .header("Authorization", "Bearer " + token)
                        .GET()
                        .build(),
                    HttpResponse.BodyHandlers.ofString()))
            .toList();

    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS).body()).isEqualTo("all here");
    }
  }

  @Test
  void leavesOpenWhatIsMeantToBeOpen() throws Exception {
    assertThat(get("/things/open", null).statusCode()).isEqualTo(200);
    assertThat(get("/health/readiness", null).statusCode()).isEqualTo(200);
  }

  @Test
  void showsMetricsToTheScraperOnly() throws Exception {
    assertThat(get("/prometheus", null).statusCode()).isEqualTo(401);
    assertThat(get("/prometheus", "scrape-me").statusCode()).isEqualTo(200);
    assertThat(get("/things/me", "scrape-me").statusCode()).isEqualTo(401);
  }

  @Test
  void namesAnUnknownFieldAndTheKnownOnes() throws Exception {
    JsonNode problem =
        assertProblem(post("{\"name\":\"a\",\"colour\":\"red\"}"), 400, "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/colour");
    assertThat(problem.at("/errors/0/detail").asText()).contains("size_gb", "name", "parts");
  }

  @Test
  void namesAFieldOfTheWrongTypeDeepInside() throws Exception {
    JsonNode problem =
        assertProblem(
            post("{\"name\":\"a\",\"parts\":[{\"count\":1},{\"count\":\"many\"}]}"),
            400,
            "request.invalid");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/parts/1/count");
  }

  @Test
  void namesEachBrokenConstraint() throws Exception {
    JsonNode problem =
        assertProblem(post("{\"name\":\"\",\"size_gb\":1,\"parts\":[]}"), 400, "request.invalid");

    assertThat(problem.at("/errors").findValuesAsText("pointer")).contains("/name");
  }

  @Test
  void refusesABrokenAnEmptyAndAnOversizeBody() throws Exception {
    assertProblem(post("{\"name\":"), 400, "request.invalid");
    assertThat(post("").statusCode()).isEqualTo(400);
    assertThat(post("{\"name\":\"" + "x".repeat(1_100_000) + "\"}").statusCode()).isEqualTo(413);
  }

  @Test
  void refusesAPageOutOfRange() throws Exception {
    String token = tokens.token("ann", Role.AGENT);
    JsonNode problem = assertProblem(get("/things?limit=101", token), 400, "paging.out-of-range");

    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("?limit");
    JsonNode page = json.readTree(get("/things?limit=2&offset=4", token).body());
    assertThat(page.at("/paging/offset").asInt()).isEqualTo(4);
  }

  @Test
  void rendersUnknownRoutesAndOwnFaultsAsProblemsWithoutInsides() throws Exception {
    String token = tokens.token("ann", Role.AGENT);
    assertProblem(get("/nowhere", token), 404, "http.not-found");
    JsonNode problem =
        assertProblem(get("/things/broken", token), 500, "http.internal-server-error");

    assertThat(problem.toString()).doesNotContain("the-inside", "IllegalState");
    assertThat(problem.get("traceId").asText()).hasSize(32);
    assertProblem(get("/things/missing", token), 404, "thing.unknown");
  }

  @Test
  void keepsTheCallersTrace() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    HttpResponse<String> response =
        send(
            request("/things/missing")
                .header("Authorization", "Bearer " + tokens.token("ann"))
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                .GET());

    assertThat(json.readTree(response.body()).get("traceId").asText()).isEqualTo(trace);
  }

  @Test
  void theTraceIsInTheLogContextOfTheThreadThatWorksAndGoneAfterwards() throws Exception {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for (String path : List.of("/things/trace", "/things/blocking-trace")) {
      HttpResponse<String> response =
          send(
              request(path)
                  .header("Authorization", "Bearer " + tokens.token("ann"))
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

  private String startFailure(Map<String, Object> more) {
    try (ApplicationContext context = ApplicationContext.run(settings(more))) {
      return "started";
    } catch (RuntimeException e) {
      StringBuilder messages = new StringBuilder();
      for (Throwable t = e; t != null; t = t.getCause()) {
        messages.append(t.getMessage()).append('\n');
      }
      return messages.toString();
    }
  }

  private JsonNode assertProblem(HttpResponse<String> response, int status, String code)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json.readTree(response.body());
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    return problem;
  }

  private HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    HttpRequest.Builder request = request(path).GET();
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  private HttpResponse<String> post(String body) throws Exception {
    return send(
        request("/things")
            .header("Authorization", "Bearer " + tokens.token("ann", Role.AGENT))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.getURL() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Controller("/things")
  @Requires(property = "spec", value = "kit")
  static class Things {

    private final CountDownLatch meeting = new CountDownLatch(20);

    record Part(int count) {}

    @Introspected
    record Thing(
        @NotBlank @Size(max = 2_000_000) String name,
        @Nullable Integer sizeGb,
        @Nullable List<Part> parts) {}

    @Get
    Page<String> list(PageRequest page) {
      return Page.of(List.of("a"), page, 9);
    }

    @Post
    Thing create(@Body @Valid Thing thing) {
      return thing;
    }

    @Get("/me")
    Map<String, Object> me(Caller caller) {
      return Map.of("subject", caller.subject(), "roles", caller.roles());
    }

    @Get("/guarded")
    @RolesAllowed({Role.OPERATOR})
    String guarded() {
      return "ok";
    }

    @Get("/open")
    @PermitAll
    String open() {
      return "ok";
    }

    @Get("/broken")
    String broken() {
      throw new IllegalStateException("the-inside");
    }

    /** Answers once twenty requests wait in it. */
    @Get("/meeting")
    @ExecuteOn(TaskExecutors.BLOCKING)
    String meeting() throws InterruptedException {
      meeting.countDown();
      return meeting.await(20, TimeUnit.SECONDS) ? "all here" : "nobody else came";
    }

    @Get("/trace")
    String trace() {
      return String.valueOf(TraceContext.currentTraceId());
    }

    @Get("/blocking-trace")
    @ExecuteOn(TaskExecutors.BLOCKING)
    String blockingTrace() {
      return trace();
    }

    @Get("/missing")
    String missing() {
      throw FailureException.notFound("thing.unknown", "No such thing.");
    }
  }

  @Controller("/ranked")
  @Requires(property = "spec", value = "kit")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  static class Ranked {

    @Get("/all")
    String all() {
      return "ok";
    }

    @Get("/few")
    @RolesAllowed(Role.OPERATOR)
    String few() {
      return "ok";
    }
  }
}
