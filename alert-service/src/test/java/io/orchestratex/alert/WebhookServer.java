package io.orchestratex.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks that remembers what came, as it came. */
public final class WebhookServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One request. */
  public record Received(Headers headers, byte[] raw, JsonNode body) {
    public String id() {
      return headers.getFirst("webhook-id");
    }

    public String status() {
      return body.path("status").asText();
    }

    public JsonNode alert() {
      return body.at("/alerts/0");
    }
  }

  private final HttpServer server;
  private final List<Received> requests = new CopyOnWriteArrayList<>();

  /** What it answers from now on. */
  public final AtomicInteger answer = new AtomicInteger(200);

  public WebhookServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/hook",
        exchange -> {
          byte[] raw = exchange.getRequestBody().readAllBytes();
          requests.add(new Received(exchange.getRequestHeaders(), raw, JSON.readTree(raw)));
          if (answer.get() == 302) {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(answer.get(), -1);
          exchange.close();
        });
    server.createContext(
        "/elsewhere",
        exchange -> {
          requests.add(new Received(exchange.getRequestHeaders(), new byte[0], JSON.nullNode()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  public List<Received> requests() {
    return List.copyOf(requests);
  }

  /** What came about this target. */
  public List<Received> about(String target) {
    return requests.stream()
        .filter(received -> received.alert().at("/labels/target").asText().equals(target))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
