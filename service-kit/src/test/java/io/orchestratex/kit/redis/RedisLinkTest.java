package io.orchestratex.kit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.orchestratex.local.TestEngines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers get while Redis is away, and when it is back. */
class RedisLinkTest {

  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final RedisClient client = RedisClient.create();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private RedisURI redis;
  private RedisLink link;
  private int port;

  @BeforeEach
  void away() throws IOException {
    redis =
        RedisURI.create(
            TestEngines.shared().environmentOf("gateway-service", "link").get("REDIS_URI"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    link =
        new RedisLink(
            client, relayed().toURI().toString(), Duration.ofSeconds(5), PAUSE, () -> now.get());
  }

  private RedisURI relayed() {
    RedisURI relayed = RedisURI.create(redis.toURI());
    relayed.setHost("127.0.0.1");
    relayed.setPort(port);
    return relayed;
  }

  @AfterEach
  void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    threads.shutdownNow();
  }

  @Test
  void whileItIsAwayOneCallerAfterEachPauseTriesForAll() throws IOException {
    assertThatThrownBy(() -> ping().join()).hasMessageNotContaining("a moment ago");
    assertThat(ping()).isCompletedExceptionally();

    CountDownLatch answers = new CountDownLatch(1);
    try (ServerSocket _ = relay(answers)) {
      assertThatThrownBy(() -> ping().join()).hasMessageContaining("a moment ago");
      now.set(now.get().plus(PAUSE));
      CompletableFuture<String> first = ping();
      CompletableFuture<String> second = ping();

      assertThat(second).isCompletedExceptionally();
      answers.countDown();
      assertThat(first.join()).isEqualTo("PONG");
      assertThat(ping().join()).isEqualTo("PONG");
    }
  }

  @Test
  void whatMustNotBeMissedIsSentAllTheSame() throws IOException {
    assertThatThrownBy(() -> ping().join()).hasMessageNotContaining("a moment ago");

    try (ServerSocket _ = relay(new CountDownLatch(0))) {
      assertThat(ping()).isCompletedExceptionally();
      assertThat(link.insist(commands -> commands.ping()).join()).isEqualTo("PONG");
      assertThat(ping().join()).as("and it is known to be back").isEqualTo("PONG");
    }
  }

  @Test
  void isBackOverAnotherConnectionWhenOneFellSilentForEver() throws IOException {
    List<Socket> silent = new CopyOnWriteArrayList<>();
    RedisLink impatient =
        new RedisLink(
            client,
            relayed().toURI().toString(),
            Duration.ofMillis(300),
            Duration.ZERO,
            () -> now.get());
    try (ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
      threads.submit(() -> silent.add(server.accept()));
      assertThatThrownBy(() -> impatient.ask(commands -> commands.ping()).join())
          .hasCauseInstanceOf(TimeoutException.class);
    }

    try (ServerSocket _ = relay(new CountDownLatch(0))) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .ignoreExceptions()
          .until(() -> impatient.ask(commands -> commands.ping()).join().equals("PONG"));
    }
    assertThat(silent).as("nobody hung up on the first one").hasSize(1);
    silent.getFirst().close();
  }

  private CompletableFuture<String> ping() {
    return link.ask(commands -> commands.ping());
  }

  /** Redis is back: what comes to the port goes on to the server once it may. */
  private ServerSocket relay(CountDownLatch answers) throws IOException {
    ServerSocket server = new ServerSocket(port, 10, InetAddress.getLoopbackAddress());
    threads.submit(() -> {
      while (!server.isClosed()) {
        Socket near = server.accept();
        answers.await();
        Socket far = new Socket(redis.getHost(), redis.getPort());
        threads.submit(() -> near.getInputStream().transferTo(far.getOutputStream()));
        threads.submit(() -> far.getInputStream().transferTo(near.getOutputStream()));
      }
      return server;
    });
    return server;
  }
}
