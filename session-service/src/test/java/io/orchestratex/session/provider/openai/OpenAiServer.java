package io.orchestratex.session.provider.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A small server that speaks the OpenAI streaming protocol; the prompt says how it behaves. */
final class OpenAiServer implements AutoCloseable {

  /** What a request looked like. */
  record Seen(JsonNode body, String authorization, String userAgent) {}

  private final ObjectMapper json = new ObjectMapper();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closing = new CountDownLatch(1);
  final List<Seen> seen = new CopyOnWriteArrayList<>();
  final AtomicInteger brokenOff = new AtomicInteger();
  private final Map<String, Queue<Reply>> replies = new ConcurrentHashMap<>();

  /**
   * An answer as it goes over the wire.
   *
   * @param headers names and values in turn
   * @param then what goes on after the body, before the connection ends
   */
  record Reply(int status, List<String> headers, byte[] body, Then then) {

    /** What happens behind a body. */
    enum Then {
      END,
      SILENCE
    }

    static Reply events(String body) {
      return new Reply(
          200, List.of("Content-Type", "text/event-stream"), body.getBytes(UTF_8), Then.END);
    }

    static Reply refusal(int status, String... headers) {
      return new Reply(
          status, List.of(headers), "{\"error\":\"sk-secret\"}".getBytes(UTF_8), Then.END);
    }
  }

  /** How a prompt is answered: by these replies in turn, the last one as often as it is asked. */
  void script(String prompt, Reply... inTurn) {
    replies.put(prompt, new ConcurrentLinkedQueue<>(List.of(inTurn)));
  }

  private void reply(HttpExchange exchange, Queue<Reply> inTurn) throws IOException {
    Reply reply = Objects.requireNonNull(inTurn.size() > 1 ? inTurn.poll() : inTurn.peek());
    for (int i = 0; i < reply.headers().size(); i += 2) {
      exchange.getResponseHeaders().set(reply.headers().get(i), reply.headers().get(i + 1));
    }
    exchange.sendResponseHeaders(reply.status(), 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(reply.body());
      out.flush();
      if (reply.then() == Reply.Then.SILENCE) {
        pause(30_000);
      }
    }
  }

  OpenAiServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode body = json.readTree(exchange.getRequestBody());
    seen.add(
        new Seen(
            body,
            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
            String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent"))));
    String prompt =
        body.at("/messages").path(body.at("/messages").size() - 1).at("/content").asText();
    Queue<Reply> inTurn = replies.get(prompt);
    if (inTurn != null) {
      reply(exchange, inTurn);
      return;
    }
    if (prompt.startsWith("status ")) {
      byte[] error = "{\"error\":{\"message\":\"key sk-secret is bad\"}}".getBytes(UTF_8);
      exchange.sendResponseHeaders(Integer.parseInt(prompt.substring(7)), error.length);
      exchange.getResponseBody().write(error);
      exchange.close();
      return;
    }
    if (prompt.equals("say nothing")) {
      pause(30_000);
      exchange.close();
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      stream(prompt, out);
    } catch (IOException e) {
      brokenOff.incrementAndGet();
    }
  }

  private void stream(String prompt, OutputStream out) throws IOException {
    if (prompt.equals("one endless line")) {
      byte[] more = "x".repeat(1024 * 1024).getBytes(UTF_8);
      for (int i = 0; i < 64; i++) {
        out.write(more);
      }
      return;
    }
    String[] words = ("Echo of " + prompt).split("(?<= )");
    boolean slow = prompt.equals("Take your time");
    for (int i = 0; prompt.equals("think first") && i < 10; i++) {
      out.write(": still thinking\n\n".getBytes(UTF_8));
      out.flush();
      pause(100);
    }
    for (String word : words) {
      chunk(
          out,
          "{\"choices\":[{\"index\":0,\"delta\":{\"content\":"
              + json.writeValueAsString(word)
              + "}}]}");
    }
    for (int i = 0; slow && i < 600; i++) {
      pause(50);
      chunk(out, "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"more \"}}]}");
    }
    if (prompt.equals("fall silent")) {
      pause(30_000);
    }
    if (prompt.equals("break off")) {
      return;
    }
    chunk(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}");
    if (!prompt.equals("no usage")) {
      chunk(
          out,
          "{\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}");
    }
    out.write("data: [DONE]\n\n".getBytes(UTF_8));
    out.flush();
  }

  private static void chunk(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  private void pause(long millis) {
    try {
      var _ = closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
