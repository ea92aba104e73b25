package io.orchestratex.monitor.probe.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.kit.access.AccessSettings;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.RemoteProbeContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a plain HTTP server that answers as a service does. */
class ServiceProbeTest extends RemoteProbeContract {

  private static final String GOOD =
      """
      # HELP jvm_memory_used_bytes The amount of used memory
      # TYPE jvm_memory_used_bytes gauge
      jvm_memory_used_bytes{area="heap",id="Tenured"} 1.5E7
      jvm_memory_used_bytes{area="heap",id="Tenured",target="other"} 9
      # TYPE http_server_requests_seconds summary
      http_server_requests_seconds_count{uri="/a",service="own"} 3
      http_server_requests_seconds_sum{uri="/a",service="own"} 0.5
      # TYPE orchestratex_things_total counter
      orchestratex_things_total 7
      # TYPE unwanted gauge
      unwanted 1
      """;

  private static ServiceProbe probe;
  private static HttpServer server;
  private static volatile int readiness = 200;
  private static volatile String meters = GOOD;

  @BeforeAll
  static void start() throws IOException {
    probe = probeWith("scrape-me");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/health/readiness", exchange -> answer(exchange, readiness, "{}"));
    server.createContext(
        "/prometheus",
        exchange -> {
          String token = exchange.getRequestHeaders().getFirst("Authorization");
          boolean admitted = "Bearer scrape-me".equals(token);
          answer(exchange, admitted ? 200 : 401, admitted ? meters : "no");
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
    probe.stop();
  }

  @AfterEach
  void heal() {
    readiness = 200;
    meters = GOOD;
  }

  private static ServiceProbe probeWith(String token) {
    return new ServiceProbe(
        new ServiceProbeSettings(500),
        new AccessSettings("http://127.0.0.1", "o", "o", new Secret(token)));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  protected Probe probe() {
    return probe;
  }

  @Override
  protected String liveAddress() {
    return addressAt("127.0.0.1", server.getAddress().getPort());
  }

  @Override
  protected String wrongPasswordAddress() {
    probe = probeWith("wrong-password");
    return liveAddress();
  }

  @AfterEach
  void forgetTheWrongToken() {
    probe.stop();
    probe = probeWith("scrape-me");
  }

  @Override
  protected String addressAt(String host, int port) {
    return "http://%s:%d".formatted(host, port);
  }

  @Override
  protected Set<String> expectedNames() {
    return Set.of("ox_response_seconds", "jvm_memory_used_bytes", "orchestratex_things_total");
  }

  @Test
  void takesOnlyWhatIsTheServicesOwnAndAskedFor() {
    try (Probe.Session session = open(liveAddress())) {
      List<Sample> samples = taken(session.measure(DEADLINE));

      assertThat(samples)
          .contains(
              new Sample("orchestratex_things_total", Map.of("service", "contract"), 7),
              new Sample(
                  "http_server_requests_seconds_sum",
                  Map.of("uri", "/a", "exported_service", "own", "service", "contract"),
                  0.5))
          .noneMatch(sample -> sample.name().equals("unwanted") || sample.value() == 9);
    }
  }

  @Test
  void namesAServiceThatIsNotReady() {
    readiness = 503;
    assertReason(Reason.UNREADY);
  }

  @Test
  void namesAnAnswerThatIsNotTheFormat() {
    meters = "<html>";
    assertReason(Reason.PARSE);
  }

  @Test
  void stopsReadingAnEndlessAnswer() {
    meters = "orchestratex_x 1\n".repeat(700_000);
    try (Probe.Session session = open(liveAddress())) {
      assertThat(session.measure(DEADLINE)).isInstanceOf(Measurement.Failed.class);
    }
  }

  private void assertReason(Reason reason) {
    try (Probe.Session session = open(liveAddress())) {
      assertThat(session.measure(DEADLINE))
          .isInstanceOfSatisfying(
              Measurement.Failed.class, f -> assertThat(f.reason()).isEqualTo(reason));
    }
  }
}
