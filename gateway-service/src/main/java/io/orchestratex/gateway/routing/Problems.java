package io.orchestratex.gateway.routing;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.orchestratex.kit.failure.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the gateway answers when a service does not. */
final class Problems {

  private Problems() {}

  static MutableHttpResponse<?> unreachable(
      HttpRequest<?> request, Service service, @Nullable String traceId) {
    return problem(
        request,
        HttpStatus.BAD_GATEWAY,
        "upstream.unreachable",
        service.name() + " cannot be reached. Try again later.",
        traceId);
  }

  static MutableHttpResponse<?> broken(
      HttpRequest<?> request, Service service, @Nullable String traceId) {
    return problem(
        request,
        HttpStatus.BAD_GATEWAY,
        "upstream.broken",
        service.name() + " closed the connection before it answered. Nobody knows what it did.",
        traceId);
  }

  static MutableHttpResponse<?> busy(
      HttpRequest<?> request, Service service, @Nullable String traceId) {
    return problem(
            request,
            HttpStatus.SERVICE_UNAVAILABLE,
            "upstream.busy",
            service.name() + " has too many requests open. Try again in a second.",
            traceId)
        .header("Retry-After", "1");
  }

  static MutableHttpResponse<?> late(
      HttpRequest<?> request, Service service, @Nullable String traceId) {
    return problem(
        request,
        HttpStatus.GATEWAY_TIMEOUT,
        "upstream.late",
        service.name() + " did not answer in time. It may still be working on the request.",
        traceId);
  }

  private static MutableHttpResponse<?> problem(
      HttpRequest<?> request,
      HttpStatus status,
      String code,
      String detail,
      @Nullable String traceId) {
    return HttpResponse.status(status)
        .body(Problem.of(status, code, detail, List.of(), request.getPath(), traceId))
        .contentType(Problem.MEDIA_TYPE);
  }
}
