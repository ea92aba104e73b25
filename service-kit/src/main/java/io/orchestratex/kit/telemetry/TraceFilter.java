package io.orchestratex.kit.telemetry;

import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;

/**
 * Takes the caller's trace context or begins one, puts it into the log context and names it in the
 * response.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class TraceFilter implements Ordered {

  static final String ATTRIBUTE = "orchestratex.trace";

  @Override
  public int getOrder() {
    return ServerFilterPhase.TRACING.order();
  }

  @RequestFilter
  void begin(HttpRequest<?> request, MutablePropagatedContext propagated) {
    TraceContext trace = TraceContext.continued(request.getHeaders().get(TraceContext.HEADER));
    request.setAttribute(ATTRIBUTE, trace);
    propagated.add(new TracedThread(trace));
  }

  @ResponseFilter
  void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
    request
        .getAttribute(ATTRIBUTE, TraceContext.class)
        .ifPresent(trace -> response.getHeaders().set("X-Request-Id", trace.traceId()));
  }
}
