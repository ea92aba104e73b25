package io.orchestratex.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {

  private final AtomicLong served = new AtomicLong();
  private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, int status, long declaredLength) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            callers.add(exchange.getRemoteAddress());
            boolean known =
                "Bearer t".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.sendResponseHeaders(known ? status : 401, declaredLength);
            exchange.getResponseBody().write("hello".getBytes(UTF_8));
            served.incrementAndGet();
          }
        });
  }

  private LoadResult load(String path) {
    URI target = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new ClosedLoop().run(new LoadGenerator.Order(target, "Bearer t", 4, 1));
  }

  @Test
  void countsAnswersOverKeptConnections() {
    answer("/sized", 200, 5);

    LoadResult result = load("/sized");

    assertThat(result.requests()).isPositive().isEqualTo(served.get());
    assertThat(result.failed()).isZero();
    assertThat(callers).hasSize(4);
    assertThat(result.p99Micros()).isGreaterThanOrEqualTo(result.p50Micros());
  }

  @Test
  void readsChunkedAnswersToTheirEnd() {
    answer("/chunked", 200, 0);

    LoadResult result = load("/chunked");

    assertThat(result.requests()).isPositive().isEqualTo(served.get());
    assertThat(result.failed()).isZero();
  }

  @Test
  void countsRefusalsAsFailed() {
    answer("/busy", 429, 5);

    LoadResult result = load("/busy");

    assertThat(result.requests()).isPositive();
    assertThat(result.failed()).isEqualTo(result.requests());
  }
}
