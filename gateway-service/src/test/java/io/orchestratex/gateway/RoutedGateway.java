package io.orchestratex.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** A gateway with short deadlines and a small pool, and the service behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RoutedGateway {

  StubService service;
  TestGateway gateway;
  String token;

  private final String suffix;

  RoutedGateway(String suffix) {
    this.suffix = suffix;
  }

  @BeforeAll
  void start() throws Exception {
    service = new StubService();
    int closedPort = closedPort();
    Map<String, String> environment = TestGateway.environment(suffix, service);
    environment.put("ORCHESTRATEX_GATEWAY_FRAMING_MAX_BODY", "100000000");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_HEADER_DEADLINE", "800ms");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_IDLE", "1500ms");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_MAX_OPEN", "2");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_MAX_WAITING", "4");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_MAX_OPEN_OF_CALLER", "50");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTING_SUSPECT_AFTER", "300ms");
    environment.put("ORCHESTRATEX_GATEWAY_ROUTES_ALERT_SERVICE", "http://127.0.0.1:" + closedPort);
    environment.put(
        "ORCHESTRATEX_GATEWAY_ROUTES_MONITOR_SERVICE",
        "http://127.0.0.1:" + closedPort + "," + service.address());
    gateway = TestGateway.start(environment);
    token = gateway.adminToken();
  }

  @AfterAll
  void stop() {
    gateway.close();
    service.close();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String head(String method, String target) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: gateway.example\r\nAuthorization: Bearer "
        + token
        + "\r\n";
  }

  static void opened(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
