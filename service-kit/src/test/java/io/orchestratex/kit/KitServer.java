package io.orchestratex.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A server with the kit on it, some routes to call, and an issuer whose tokens it accepts. */
final class KitServer implements AutoCloseable {

  final TestTokens tokens = new TestTokens();
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final EmbeddedServer server =
      ApplicationContext.run(EmbeddedServer.class, settings(Map.of()));

  @Override
  public void close() {
    server.close();
    tokens.close();
    http.close();
  }

  <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  /** What such a server is started with, and more. */
  Map<String, Object> settings(Map<String, Object> more) {
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

  JsonNode assertProblem(HttpResponse<String> response, int status, String code)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = read(response);
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    return problem;
  }

  HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    HttpRequest.Builder request = request(path).GET();
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request);
  }

  HttpResponse<String> post(byte[] body) throws Exception {
    return send(
        request("/things")
            .header("Authorization", "Bearer " + tokens.token("ann", Role.AGENT))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<String> post(String body) throws Exception {
    return send(
        request("/things")
            .header("Authorization", "Bearer " + tokens.token("ann", Role.AGENT))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.getURL() + path));
  }

  JsonNode read(HttpResponse<String> response) throws IOException {
    return json.readTree(response.body());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Controller("/things")
  @Requires(property = "spec", value = "kit")
  @RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
  static class Things {

    private final CountDownLatch meeting = new CountDownLatch(20);

    record Part(int count) {}

    enum Color {
      RED,
      GREEN
    }

    @Introspected
    record Thing(
        @NotBlank @Size(max = 2_000_000) String name,
        @Nullable Integer sizeGb,
        @Nullable List<Part> parts,
        @Nullable Map<String, Object> notes,
        @Nullable JsonNode tree,
        @Nullable Color color,
        @Nullable Double ratio,
        @Nullable BigDecimal price,
        @Nullable UUID owner,
        @Nullable @Size(min = 2, max = 4) String mark) {}

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

  /** As the frameworks' own indicators are. */
  @Singleton
  @Requires(property = "spec", value = "kit")
  static class Versioned implements HealthIndicator {

    @Override
    public Publisher<HealthResult> getResult() {
      return Publishers.just(
          HealthResult.builder("versioned", HealthStatus.UP)
              .details(Map.of("address", "10.0.0.7:5432", "version", "9.9.9"))
              .build());
    }
  }

  /** A route that says nothing about who may call it. */
  @Controller("/undeclared")
  @Requires(property = "spec.undeclared")
  static class Undeclared {

    @Get("/{id}")
    String get(String id) {
      return id;
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
