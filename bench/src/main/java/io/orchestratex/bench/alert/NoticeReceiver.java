package io.orchestratex.bench.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.orchestratex.cli.access.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes notices and remembers when they came. */
final class NoticeReceiver implements AutoCloseable {

  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /** A notice and the moment of {@link System#nanoTime()} at which it was read. */
  private record Received(String rule, String status, long nanos) {}

  NoticeReceiver() {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            JsonNode body = Gateway.JSON.readTree(exchange.getRequestBody().readAllBytes());
            received.add(
                new Received(
                    body.at("/groupLabels/alertname").asText(),
                    body.path("status").asText(),
                    System.nanoTime()));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Forgets what came so far. */
  void forget() {
    received.clear();
  }

  /** When the next notice of this kind came; others are dropped. */
  long await(String rule, String status, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (true) {
        Received next = received.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          throw new IllegalStateException(
              "no notice '%s' of rule %s within %d s".formatted(status, rule, limit.toSeconds()));
        }
        if (next.rule().equals(rule) && next.status().equals(status)) {
          return next.nanos();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
