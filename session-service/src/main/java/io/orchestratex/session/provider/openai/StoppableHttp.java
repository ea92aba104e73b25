package io.orchestratex.session.provider.openai;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP of one call, which can be ended from outside at any moment: LangChain4j's own can be
 * ended only between two events, so that a silent server would hold it. Redirects are not followed,
 * so the configured address is the only one that is called.
 */
final class StoppableHttp implements HttpClient, HttpClientBuilder {

  private static final String USER_AGENT = "OrchestrateX/1.0";

  private final java.net.http.HttpClient client;
  private final Duration totalTimeout;
  private @Nullable CompletableFuture<HttpResponse<InputStream>> request;
  private @Nullable InputStream body;
  private boolean stopped;

  StoppableHttp(java.net.http.HttpClient client, Duration totalTimeout) {
    this.client = client;
    this.totalTimeout = totalTimeout;
  }

  /** Ends the call: the connection is closed. */
  synchronized void stop() {
    stopped = true;
    if (request != null) {
      request.cancel(true);
    }
    if (body != null) {
      try {
        body.close();
      } catch (IOException e) {
        // It was being closed anyway.
      }
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    CompletableFuture<HttpResponse<InputStream>> sent = send(request);
    if (sent == null) {
      return;
    }
    Thread.ofVirtual().name("openai-call").start(() -> read(sent, parser, listener));
  }

  private synchronized @Nullable CompletableFuture<HttpResponse<InputStream>> send(
      HttpRequest wanted) {
    if (stopped) {
      return null;
    }
    java.net.http.HttpRequest.Builder built =
        java.net.http.HttpRequest.newBuilder(URI.create(wanted.url())).timeout(totalTimeout);
    wanted.headers().forEach((name, values) -> values.forEach(value -> built.header(name, value)));
    built.setHeader("User-Agent", USER_AGENT);
    built.method(wanted.method().name(), BodyPublishers.ofString(wanted.body()));
    request = client.sendAsync(built.build(), BodyHandlers.ofInputStream());
    return request;
  }

  private void read(
      CompletableFuture<HttpResponse<InputStream>> sent,
      ServerSentEventParser parser,
      ServerSentEventListener listener) {
    try (InputStream stream = opened(sent.join(), listener)) {
      if (stream != null) {
        parser.parse(new BoundedEvents(stream), listener);
        listener.onClose();
      }
    } catch (IOException | RuntimeException e) {
      listener.onError(e);
    }
  }

  private @Nullable InputStream opened(
      HttpResponse<InputStream> response, ServerSentEventListener listener) throws IOException {
    InputStream stream = response.body();
    synchronized (this) {
      body = stream;
      if (stopped) {
        stream.close();
      }
    }
    if (response.statusCode() != 200) {
      stream.close();
      listener.onError(new HttpException(response.statusCode(), "status"));
      return null;
    }
    listener.onOpen(
        SuccessfulHttpResponse.builder()
            .statusCode(response.statusCode())
            .headers(response.headers().map())
            .build());
    return stream;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    throw new UnsupportedOperationException("answers are streamed");
  }

  @Override
  public HttpClient build() {
    return this;
  }

  @Override
  public Duration connectTimeout() {
    return totalTimeout;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return totalTimeout;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }
}
