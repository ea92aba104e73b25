package io.orchestratex.gateway.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpStatus;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.orchestratex.gateway.routing.Service;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.Problem;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway answers when a request may not go to a service, or the service does not answer.
 */
@Singleton
final class Answers {

  private final ObjectMapper json;
  private final InstantSource clock;

  Answers(ObjectMapper json, InstantSource clock) {
    this.json = json;
    this.clock = clock;
  }

  /** The problem document of a refusal. */
  FullHttpResponse refusal(HttpRequest request, Failure failure, String traceId) {
    FullHttpResponse answer = document(Problem.of(failure, path(request), traceId));
    Duration retryAfter = retryAfter(failure);
    if (retryAfter != null) {
      answer
          .headers()
          .set(HttpHeaderNames.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }
    if (failure instanceof Failure.Unauthenticated) {
      answer.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"orchestratex\"");
    }
    return answer;
  }

  /** Now, as the {@code Date} header gives it. */
  String date() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
  }

  private static @Nullable Duration retryAfter(Failure failure) {
    return switch (failure) {
      case Failure.Busy busy -> busy.retryAfter();
      case Failure.Unavailable unavailable -> unavailable.retryAfter();
      default -> null;
    };
  }

  /** The problem document of a service's fault. */
  FullHttpResponse fault(
      HttpRequest request, Service service, UpstreamFault fault, String traceId) {
    String name = service.name();
    FullHttpResponse answer =
        switch (fault) {
          case DOWN ->
              problem(
                  request,
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "upstream.down",
                  name + " does not answer. It is asked again every second; try again soon.",
                  traceId);
          case UNREACHABLE ->
              problem(
                  request,
                  HttpStatus.BAD_GATEWAY,
                  "upstream.unreachable",
                  name + " cannot be reached. Try again later.",
                  traceId);
          case BROKEN ->
              problem(
                  request,
                  HttpStatus.BAD_GATEWAY,
                  "upstream.broken",
                  name
                      + " closed the connection before it answered. The request may have had an"
                      + " effect.",
                  traceId);
          case BUSY ->
              problem(
                  request,
                  HttpStatus.SERVICE_UNAVAILABLE,
                  "upstream.busy",
                  name + " has too many requests open. Try again in a second.",
                  traceId);
          case LATE ->
              problem(
                  request,
                  HttpStatus.GATEWAY_TIMEOUT,
                  "upstream.late",
                  name + " did not answer in time. It may still be working on the request.",
                  traceId);
        };
    if (fault == UpstreamFault.BUSY || fault == UpstreamFault.DOWN) {
      answer.headers().set("Retry-After", "1");
    }
    return answer;
  }

  private FullHttpResponse problem(
      HttpRequest request, HttpStatus status, String code, String detail, String traceId) {
    return document(Problem.of(status, code, detail, List.of(), path(request), traceId));
  }

  private static String path(HttpRequest request) {
    int query = request.uri().indexOf('?');
    return query < 0 ? request.uri() : request.uri().substring(0, query);
  }

  private FullHttpResponse document(Problem problem) {
    byte[] bytes;
    try {
      bytes = json.writeValueAsBytes(problem);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem cannot be written", e);
    }
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(problem.status()),
            Unpooled.wrappedBuffer(bytes));
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
    return answer;
  }
}
