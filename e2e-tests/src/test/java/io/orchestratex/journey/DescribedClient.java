package io.orchestratex.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.kit.apidocs.ApiContract;
import io.orchestratex.kit.apidocs.Exchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A client that holds each exchange with the gateway against the API document of the whole, as a
 * client sees it.
 */
final class DescribedClient extends HttpClient {

  private final HttpClient client;
  private final ApiContract contract;

  DescribedClient(HttpClient client, JsonNode document) {
    this.client = client;
    this.contract = ApiContract.of(document);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpResponse<T> response = client.send(request, handler);
    String type = response.headers().firstValue("Content-Type").orElse("");
    if (response.body() instanceof InputStream in
        && type.matches("application/(problem\\+)?json.*")) {
      byte[] body;
      try (in) {
        body = in.readAllBytes();
      }
      contract.check(exchange(request, response, new String(body, UTF_8)));
      return (HttpResponse<T>) new Read((HttpResponse<InputStream>) response, body);
    }
    contract.check(exchange(request, response, null));
    return response;
  }

  private static Exchange exchange(
      HttpRequest request, HttpResponse<?> response, @Nullable String body) {
    Exchange sent = Exchange.of(request, response);
    return new Exchange(
        sent.method(),
        sent.uri(),
        sent.requestHeaders(),
        sent.requestBody(),
        sent.status(),
        sent.responseHeaders(),
        body);
  }

  /** A response whose body was read. */
  private record Read(HttpResponse<InputStream> response, byte[] bytes)
      implements HttpResponse<InputStream> {

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public int statusCode() {
      return response.statusCode();
    }

    @Override
    public HttpRequest request() {
      return response.request();
    }

    @Override
    public Optional<HttpResponse<InputStream>> previousResponse() {
      return response.previousResponse();
    }

    @Override
    public HttpHeaders headers() {
      return response.headers();
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return response.sslSession();
    }

    @Override
    public java.net.URI uri() {
      return response.uri();
    }

    @Override
    public Version version() {
      return response.version();
    }
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    return client.sendAsync(request, handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request,
      HttpResponse.BodyHandler<T> handler,
      HttpResponse.PushPromiseHandler<T> push) {
    return client.sendAsync(request, handler, push);
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }
}
