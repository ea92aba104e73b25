package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Bodies in both directions, as they come: a test for each trap of the raw client path that was met
 * on these versions.
 */
class StreamingTest extends RoutedGateway {

  /** Long before any limit on time ends the call. */
  private static final Duration PROMPTLY = Duration.ofSeconds(5);

  StreamingTest() {
    super("streaming");
  }

  @Test
  void eventsPassWithoutDelay() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    service.on(
        "/events",
        call -> {
          call.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
          call.chunk("data: one\n\n");
          opened(go);
          call.chunk("data: two\n\n");
          call.send("0\r\n\r\n");
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/events") + "Accept-Encoding: gzip\r\n\r\n");
      // The second event is sent only after the first was seen, so nothing is held back.
      assertThat(client.readUntil("data: one\n\n")).startsWith("HTTP/1.1 200");
      go.countDown();
      assertThat(client.readUntil("data: two\n\n")).isNotNull();
      assertThat(client.readUntil("0\r\n\r\n")).isNotNull();
      assertThat(client.send(head("GET", "/api/v1/sessions/next") + "\r\n").readAnswer())
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aStreamThatStartsWithItsHeadAloneArrives() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    service.on(
        "/late-events",
        call -> {
          call.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
          opened(go);
          call.chunk("data: one\n\n");
          call.send("0\r\n\r\n");
        });
    try (RawClient client = gateway.raw()) {
      client.send(head("GET", "/api/v1/sessions/late-events") + "\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
      go.countDown();
      assertThat(client.readUntil("data: one\n\n")).isNotNull();
    }
  }

  @Test
  void aClientThatLeavesEndsTheStream() throws Exception {
    CountDownLatch streaming = new CountDownLatch(1);
    AtomicLong endedAt = new AtomicLong();
    service.on(
        "/endless",
        call -> {
          call.send(
              "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n");
          call.chunk("data: one\n\n");
          streaming.countDown();
          call.awaitClose();
          endedAt.set(System.nanoTime());
        });
    RawClient client = gateway.raw();
    client.send(head("GET", "/api/v1/sessions/endless") + "\r\n");
    assertThat(client.readUntil("data: one\n\n")).isNotNull();
    long leftAt = System.nanoTime();
    client.close();

    await().atMost(Duration.ofSeconds(30)).until(() -> endedAt.get() != 0);
    assertThat(Duration.ofNanos(endedAt.get() - leftAt)).isLessThan(PROMPTLY);
  }

  @Test
  void aClientThatLeavesBeforeTheAnswerEndsTheCall() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    AtomicLong endedAt = new AtomicLong();
    service.on(
        "/thinking",
        call -> {
          arrived.countDown();
          call.awaitClose();
          endedAt.set(System.nanoTime());
        });
    RawClient client = gateway.raw();
    client.send(head("GET", "/api/v1/sessions/thinking") + "\r\n");
    assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
    long leftAt = System.nanoTime();
    client.close();

    await().atMost(Duration.ofSeconds(30)).until(() -> endedAt.get() != 0);
    assertThat(Duration.ofNanos(endedAt.get() - leftAt)).isLessThan(PROMPTLY);
  }

  @Test
  void aBodyThatBreaksOffIsNotTakenForAWholeOne() throws Exception {
    List<String> outcome = new CopyOnWriteArrayList<>();
    service.on(
        "/cut",
        call -> {
          try {
            outcome.add("whole " + call.body().length);
          } catch (IOException e) {
            outcome.add("cut");
            throw e;
          }
        });
    String begun = "a".repeat(70_000);
    for (String framing : List.of("Content-Length: 100000", "Transfer-Encoding: chunked")) {
      outcome.clear();
      RawClient client = gateway.raw();
      client.send(head("POST", "/api/v1/sessions/cut") + framing + "\r\n\r\n");
      client.send(framing.startsWith("C") ? begun : "11170\r\n" + begun + "\r\n");
      await().atMost(Duration.ofSeconds(30)).until(() -> !service.headsOf("/cut").isEmpty());
      client.close();
      await().atMost(Duration.ofSeconds(30)).until(() -> !outcome.isEmpty());
      // A body cut by length ends in silence at the service: fewer bytes than it was promised.
      assertThat(outcome.getFirst()).isIn("cut", "whole 70000");
    }
  }

  @Test
  void anUploadIsPassedOnWhileItComesAndNeverGathered() throws Exception {
    CountDownLatch firstSeen = new CountDownLatch(1);
    AtomicLong taken = new AtomicLong();
    CountDownLatch crawl = new CountDownLatch(1);
    service.on(
        "/upload",
        call -> {
          call.socket.setReceiveBufferSize(65_536);
          taken.addAndGet(call.in.readNBytes(70_000).length);
          firstSeen.countDown();
          opened(crawl);
          byte[] buffer = new byte[65_536];
          while (taken.get() < 40_070_000L) {
            int n = call.in.read(buffer);
            if (n < 0) {
              return;
            }
            taken.addAndGet(n);
          }
          call.answer("", "got " + taken.get());
        });
    try (RawClient client = gateway.raw();
        ExecutorService thread = Executors.newSingleThreadExecutor()) {
      client.send(
          head("POST", "/api/v1/sessions/upload")
              + "Content-Length: 40070000\r\n\r\n"
              + "a".repeat(70_000));
      assertThat(firstSeen.await(30, TimeUnit.SECONDS)).isTrue();
      AtomicLong accepted = new AtomicLong();
      Future<?> writer =
          thread.submit(() -> {
            byte[] piece = new byte[100_000];
            for (int i = 0; i < 400; i++) {
              client.socket.getOutputStream().write(piece);
              accepted.addAndGet(piece.length);
            }
            return null;
          });
      // The service reads nothing: what the gateway takes off the client's hands is bounded.
      await()
          .pollDelay(Duration.ofMillis(300))
          .atMost(Duration.ofSeconds(30))
          .until(new Settled(accepted)::isStill);
      assertThat(accepted.get()).isLessThan(20_000_000L);
      crawl.countDown();
      writer.get(20, TimeUnit.SECONDS);
      assertThat(client.readAnswer()).endsWith("got 40070000");
    }
  }

  private static final class Settled {
    private final AtomicLong value;
    private final List<Long> seen = new ArrayList<>();

    Settled(AtomicLong value) {
      this.value = value;
    }

    boolean isStill() {
      seen.add(value.get());
      return seen.size() > 4 && seen.get(seen.size() - 1).equals(seen.get(seen.size() - 4));
    }
  }

  @Test
  void aSlowUploadOutlivesTheHeaderDeadline() throws Exception {
    try (RawClient client = gateway.raw()) {
      client.send(head("POST", "/api/v1/sessions/slow-up") + "Content-Length: 4\r\n\r\n");
      for (int i = 0; i < 4; i++) {
        // 4 × 400 ms is longer than the 800 ms that the service has after the last byte.
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        client.send("x");
      }
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200").endsWith("xxxx");
    }
  }

  @Test
  void answersAnExpectationItself() throws Exception {
    try (RawClient client = gateway.raw()) {
      client.send(
          head("POST", "/api/v1/sessions/expect")
              + "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");
      assertThat(client.send("abc").readAnswer()).startsWith("HTTP/1.1 200").endsWith("abc");
    }
    assertThat(service.headsOf("expect").getFirst().toLowerCase(Locale.ROOT))
        .doesNotContain("expect:");
  }
}
