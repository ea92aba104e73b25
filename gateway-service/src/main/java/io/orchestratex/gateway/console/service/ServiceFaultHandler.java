package io.orchestratex.gateway.console.service;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.orchestratex.kit.failure.Problem;
import jakarta.inject.Singleton;

/** What a service refused, or did not answer, where a page has no place of its own to say so. */
@Singleton
final class ServiceFaultHandler implements ExceptionHandler<ServiceFault, HttpResponse<?>> {

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, ServiceFault fault) {
    HttpStatus status = HttpStatus.valueOf(fault.status());
    return HttpResponse.status(status)
        .contentType(Problem.MEDIA_TYPE)
        .body(
            Problem.of(
                status,
                fault.code(),
                fault.detail(),
                fault.errors(),
                request.getPath(),
                fault.traceId()));
  }
}
