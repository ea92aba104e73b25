package io.orchestratex.kit.apidocs;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A request and its answer.
 *
 * @param requestBody null when there was none, or when it is no JSON
 * @param responseBody null when it was not read as text
 */
public record Exchange(
    String method,
    URI uri,
    HttpHeaders requestHeaders,
    @Nullable String requestBody,
    int status,
    HttpHeaders responseHeaders,
    @Nullable String responseBody) {

  public static Exchange of(HttpRequest request, HttpResponse<?> response) {
    return new Exchange(
        request.method(),
        request.uri(),
        request.headers(),
        isJson(request.headers())
            ? request
                .bodyPublisher()
                .filter(it -> it.contentLength() > 0)
                .map(Exchange::text)
                .orElse(null)
            : null,
        response.statusCode(),
        response.headers(),
        response.body() instanceof String text ? text : null);
  }

  static boolean isJson(HttpHeaders headers) {
    String type = mediaType(headers);
    return type.equals("application/json") || type.endsWith("+json");
  }

  /** Without parameters; empty when there is none. */
  static String mediaType(HttpHeaders headers) {
    return headers.firstValue("Content-Type").orElse("").replaceAll(";.*", "").strip();
  }

  private static String text(HttpRequest.BodyPublisher body) {
    StringBuilder text = new StringBuilder();
    body.subscribe(
        new Flow.Subscriber<>() {
          @Override
          public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer part) {
            text.append(StandardCharsets.UTF_8.decode(part.duplicate()));
          }

          @Override
          public void onError(Throwable fault) {}

          @Override
          public void onComplete() {}
        });
    return text.toString();
  }

  /** For messages. */
  String described() {
    return method
        + " "
        + uri.getRawPath()
        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())
        + " -> "
        + status;
  }

  /** Names and values of the query, decoded. */
  List<List<String>> query() {
    if (uri.getRawQuery() == null || uri.getRawQuery().isEmpty()) {
      return List.of();
    }
    return List.of(uri.getRawQuery().split("&")).stream()
        .filter(pair -> !pair.isEmpty())
        .map(pair -> List.of((pair + "=").split("=", 3)))
        .map(pair -> List.of(decoded(pair.get(0)), decoded(pair.get(1))))
        .toList();
  }

  private static String decoded(String text) {
    return java.net.URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
