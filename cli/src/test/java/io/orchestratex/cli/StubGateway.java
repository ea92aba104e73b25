package io.orchestratex.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Something that answers HTTP as a test wants it, for what a real gateway never does. */
public final class StubGateway implements AutoCloseable {

  private final HttpServer server;
  private final Map<String, Function<Request, Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> addresses = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> otherwise = _ -> new Answer(200, "{}");

  /** What was asked. */
  public record Request(String method, String path, String token, String body) {}

  /** What is answered. */
  public record Answer(int status, String body) {}

  /** Answers {@code 200 {}} to everything until it is taught better. */
  public StubGateway() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Request request =
        new Request(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            authorization == null ? "" : authorization.replace("Bearer ", ""),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    requests.add(request.method() + " " + request.path() + " " + request.body());
    addresses.add(request.method() + " " + exchange.getRequestURI());
    Answer answer = answers.getOrDefault(request.path(), otherwise).apply(request);
    byte[] bytes = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Answers a path from now on. */
  public StubGateway at(String path, Function<Request, Answer> answer) {
    answers.put(path, answer);
    return this;
  }

  /** Answers a path with 200 from now on. */
  public StubGateway at(String path, String body) {
    return at(path, _ -> new Answer(200, body));
  }

  /** Answers all other paths from now on. */
  public void byDefault(Function<Request, Answer> answer) {
    otherwise = answer;
  }

  /** Method and whole address, with the query, of what was asked. */
  public List<String> addresses() {
    return addresses;
  }

  /** Method, path and body of what was asked. */
  public List<String> requests() {
    return requests;
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Its base URL. */
  public String address() {
    return "http://127.0.0.1:" + port();
  }

  /** What a sign-in is answered with. */
  public static String tokens(String key) {
    return "{\"access_token\":\"%s\",\"refresh_token\":\"r2\",\"expires_in\":900}"
        .formatted(jwt(key));
  }

  /** A token in shape, signed by nobody. */
  public static String jwt(String key) {
    return encoded("{\"alg\":\"RS256\",\"kid\":\"" + key + "\"}")
        + "."
        + encoded("{\"sub\":\"1\",\"exp\":4102444800}")
        + ".c2lnbmF0dXJl";
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
