package io.orchestratex.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micronaut.configuration.kafka.ConsumerRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.TestEngines;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a service with Kafka consumers stops. */
class ShutdownTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestTokens tokens = new TestTokens();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    http.shutdownNow();
    tokens.close();
  }

  private EmbeddedServer service(String gracePeriod) {
    Map<String, String> environment = TestEngines.shared().environmentOf("session-service", "kit");
    Map<String, Object> settings = new HashMap<>();
    settings.put("spec", "shutdown");
    settings.put("micronaut.application.name", "kit-shutdown");
    settings.put("micronaut.server.port", -1);
    settings.put("micronaut.lifecycle.graceful-shutdown.grace-period", gracePeriod);
    settings.put("orchestratex.access.jwks-url", tokens.jwksUrl());
    for (String kafka : new String[] {"KAFKA_BOOTSTRAP_SERVERS", "KAFKA_USER", "KAFKA_PASSWORD"}) {
      settings.put(kafka, environment.get(kafka));
    }
    EmbeddedServer service = ApplicationContext.run(EmbeddedServer.class, settings);
    ConsumerRegistry consumers = service.getApplicationContext().getBean(ConsumerRegistry.class);
    await().atMost(PATIENCE).until(() -> !consumers.getConsumerIds().isEmpty());
    return service;
  }

  @Test
  void doesNotWaitForConsumersNorForIdleConnections() throws Exception {
    EmbeddedServer service = service("5m");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.getURL() + "/health/liveness")).build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);

    assertThat(stopped).succeedsWithin(PATIENCE);
  }

  @Test
  void finishesARequestThatIsUnderWayAndTakesNoOther() throws Exception {
    EmbeddedServer service = service("5m");
    Slow slow = service.getApplicationContext().getBean(Slow.class);
    CompletableFuture<HttpResponse<String>> answer = slowRequest(service);
    assertThat(slow.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    HttpRequest late =
        HttpRequest.newBuilder(URI.create(service.getURL() + "/health/liveness")).build();

    CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThatThrownBy(() -> http.send(late, BodyHandlers.ofString()))
                .isInstanceOf(IOException.class));
    assertThat(stopped).isNotDone();
    slow.mayEnd.countDown();

    assertThat(answer).succeedsWithin(PATIENCE).extracting(HttpResponse::body).isEqualTo("done");
    assertThat(stopped).succeedsWithin(PATIENCE);
  }

  @Test
  void givesUpARequestThatIsNotDoneInTime() throws Exception {
    EmbeddedServer service = service("1s");
    Slow slow = service.getApplicationContext().getBean(Slow.class);
    CompletableFuture<HttpResponse<String>> answer = slowRequest(service);
    assertThat(slow.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    assertThat(CompletableFuture.runAsync(service::close)).succeedsWithin(PATIENCE);

    assertThat(answer).failsWithin(PATIENCE);
    slow.mayEnd.countDown();
  }

  private CompletableFuture<HttpResponse<String>> slowRequest(EmbeddedServer service) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(service.getURL() + "/slow"))
            .header("Authorization", "Bearer " + tokens.token("ann", Role.AGENT))
            .build(),
        BodyHandlers.ofString());
  }

  @Controller("/slow")
  @Requires(property = "spec", value = "shutdown")
  @RolesAllowed(Role.AGENT)
  static class Slow {

    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Get
    @ExecuteOn(TaskExecutors.BLOCKING)
    String slow() throws InterruptedException {
      begun.countDown();
      return mayEnd.await(60, TimeUnit.SECONDS) ? "done" : "nobody ended it";
    }
  }
}
