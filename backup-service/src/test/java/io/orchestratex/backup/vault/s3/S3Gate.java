package io.orchestratex.backup.vault.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a vault and the server, and does to requests what networks and stores do: it
 * refuses them, cuts them, loses their replies. It counts bytes. Requests that create an object
 * pass one at a time for each key: a store decides conditions at one point, and the server behind
 * does not.
 */
public final class S3Gate implements AutoCloseable {

  private static final Set<String> OF_THE_CONNECTION =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  private final URI server;
  private final HttpServer gate;
  private final CloseableHttpClient client =
      HttpClients.custom()
          .setConnectionManager(
              PoolingHttpClientConnectionManagerBuilder.create()
                  .setMaxConnPerRoute(64)
                  .setMaxConnTotal(64)
                  .build())
          .disableAutomaticRetries()
          .disableRedirectHandling()
          .disableContentCompression()
          .build();
  private final List<Seen> seen = new CopyOnWriteArrayList<>();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private volatile Rule rule = _ -> null;

  /** A request. */
  public record Seen(String method, String path, String query, Headers headers) {

    /** Whether it is of a kind, by its method and a word of its query. */
    public boolean is(String ofMethod, String word) {
      return method.equals(ofMethod) && query.contains(word);
    }
  }

  /** What happens to a request. */
  public sealed interface Fate {}

  /** It is answered here and does not reach the server. */
  public record Refused(int status, String code, String message, Map<String, String> headers)
      implements Fate {
    public Refused(int status, String code, String message) {
      this(status, code, message, Map.of());
    }
  }

  /** The connection breaks in the middle of the request, or of the answer. */
  public enum Broken implements Fate {
    REQUEST,
    ANSWER,
    /** The request takes effect and no answer comes. */
    REPLY_LOST
  }

  /** Says what happens to a request; null lets it pass. */
  @FunctionalInterface
  public interface Rule {
    @Nullable Fate of(Seen request);
  }

  public S3Gate(URI server) {
    this.server = server;
    try {
      gate = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    gate.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    gate.createContext("/", this::handle);
    gate.start();
  }

  public URI address() {
    return URI.create("http://127.0.0.1:" + gate.getAddress().getPort());
  }

  public void rule(Rule next) {
    rule = next;
  }

  /** All requests so far. */
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  /** Bytes of the bodies that came from the vault. */
  public long received() {
    return received.get();
  }

  /** Bytes of the bodies that went to the vault. */
  public long sent() {
    return sent.get();
  }

  /** Forgets what was counted. */
  public void reset() {
    seen.clear();
    received.set(0);
    sent.set(0);
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      URI target = exchange.getRequestURI();
      String query = target.getRawQuery() == null ? "" : target.getRawQuery();
      Seen request =
          new Seen(
              exchange.getRequestMethod(),
              target.getRawPath(),
              query,
              exchange.getRequestHeaders());
      seen.add(request);
      Fate fate = rule.of(request);
      if (fate == Broken.REQUEST) {
        received.addAndGet(exchange.getRequestBody().readNBytes(length(exchange) / 2).length);
        return;
      }
      if (fate instanceof Refused refused) {
        refuse(exchange, refused);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      received.addAndGet(body.length);
      Answer answer = passed(exchange, request, body);
      if (fate != Broken.REPLY_LOST) {
        answer(exchange, answer, fate == Broken.ANSWER);
      }
    } catch (IOException e) {
      // The vault has gone.
    }
  }

  private static int length(HttpExchange exchange) {
    String length = exchange.getRequestHeaders().getFirst("Content-length");
    return length == null ? 0 : Integer.parseInt(length);
  }

  private void refuse(HttpExchange exchange, Refused refused) throws IOException {
    byte[] text =
        "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>%s</Message></Error>"
            .formatted(refused.code(), refused.message())
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    refused.headers().forEach(exchange.getResponseHeaders()::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(refused.status(), head ? -1 : text.length);
    if (!head) {
      exchange.getResponseBody().write(text);
    }
  }

  /** The host stays that of the gate: it is signed. */
  private Answer passed(HttpExchange exchange, Seen request, byte[] body) throws IOException {
    HttpUriRequestBase next =
        new HttpUriRequestBase(request.method(), server.resolve(exchange.getRequestURI()));
    request
        .headers()
        .forEach((name, values) -> {
          if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
            values.forEach(value -> next.addHeader(name, value));
          }
        });
    next.setAuthority(new URIAuthority("127.0.0.1", gate.getAddress().getPort()));
    if (body.length > 0 || Set.of("PUT", "POST").contains(request.method())) {
      next.setEntity(new ByteArrayEntity(body, null));
    }
    return client.execute(
        new HttpHost("http", server.getHost(), server.getPort()),
        next,
        answer ->
            new Answer(
                answer.getCode(),
                List.of(answer.getHeaders()),
                answer.getEntity() == null
                    ? new byte[0]
                    : EntityUtils.toByteArray(answer.getEntity())));
  }

  private record Answer(int status, List<Header> headers, byte[] body) {}

  private void answer(HttpExchange exchange, Answer answer, boolean cut) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    for (Header header : answer.headers()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (!OF_THE_CONNECTION.contains(name) || head && name.equals("content-length")) {
        exchange.getResponseHeaders().add(header.getName(), header.getValue());
      }
    }
    byte[] body = answer.body();
    exchange.sendResponseHeaders(answer.status(), head || body.length == 0 ? -1 : body.length);
    if (!head && body.length > 0) {
      int bytes = cut ? body.length / 2 : body.length;
      sent.addAndGet(bytes);
      exchange.getResponseBody().write(body, 0, bytes);
      exchange.getResponseBody().flush();
    }
  }

  @Override
  public void close() {
    gate.stop(0);
    try {
      client.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
