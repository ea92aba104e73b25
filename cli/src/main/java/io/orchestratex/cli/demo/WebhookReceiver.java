package io.orchestratex.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.orchestratex.cli.access.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stands for a pager: takes what alert-service posts and counts the messages. */
final class WebhookReceiver implements AutoCloseable {

  private final HttpServer server;
  private final String path = "/" + UUID.randomUUID();
  private final Map<String, JsonNode> notices = new ConcurrentHashMap<>();
  private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();

  WebhookReceiver(String host) {
    try {
      server = HttpServer.create(new InetSocketAddress(host, 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        path,
        exchange -> {
          String id = exchange.getRequestHeaders().getFirst("webhook-id");
          String key = id == null ? "no webhook-id" : id;
          notices.put(key, Gateway.JSON.readTree(exchange.getRequestBody().readAllBytes()));
          deliveries.merge(key, 1, Integer::sum);
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  String url(String host) {
    return "http://" + host + ":" + server.getAddress().getPort() + path;
  }

  /**
   * Whether a notice with this status (firing, resolved) tells of an alert whose labels hold {@code
   * text}.
   */
  boolean wasTold(String status, String text) {
    return notices.values().stream()
        .anyMatch(notice ->
            notice.path("status").asText().equals(status) && notice.toString().contains(text));
  }

  /** How often the most repeated notice came. */
  int mostDeliveries() {
    return deliveries.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
