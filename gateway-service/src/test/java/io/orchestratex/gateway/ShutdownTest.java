package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A gateway that stops finishes what it passes on, though the framework knows nothing of it. */
class ShutdownTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void finishesARequestThatIsUnderWayAtAService() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    try (StubService service = new StubService()) {
      service.on(
          "/slow",
          call -> {
            began.countDown();
            RoutedGateway.opened(mayEnd);
            call.answer("", "to the end");
          });
      Map<String, String> environment = TestGateway.environment("shutdown", service);
      environment.put("MICRONAUT_LIFECYCLE_GRACEFUL_SHUTDOWN_ENABLED", "true");
      environment.put("MICRONAUT_LIFECYCLE_GRACEFUL_SHUTDOWN_GRACE_PERIOD", "1m");
      TestGateway gateway = TestGateway.start(environment);
      String head =
          " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + gateway.adminToken() + "\r\n\r\n";
      int port = gateway.port();
      try (RawClient client = new RawClient(port);
          RawClient idle = new RawClient(port)) {
        idle.send("GET /api/v1/sessions/1" + head).readAnswer();
        client.send("GET /api/v1/sessions/slow" + head);
        RoutedGateway.opened(began);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(gateway::close);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThatThrownBy(() -> new RawClient(port).close())
                    .isInstanceOf(IOException.class));
        assertThat(idle.readAll()).isEmpty();
        mayEnd.countDown();

        assertThat(client.readAll())
            .startsWith("HTTP/1.1 200")
            .containsIgnoringCase("connection: close")
            .endsWith("to the end");
        assertThat(stopped).succeedsWithin(PATIENCE);
      }
    }
  }
}
