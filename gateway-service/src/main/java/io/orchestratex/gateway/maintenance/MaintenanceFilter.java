package io.orchestratex.gateway.maintenance;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.orchestratex.kit.failure.FailureException;

/**
 * Refuses changes of what the gateway itself keeps, while its database is restored; requests to
 * services are refused where they are passed on.
 *
 * <p>It matches every path and looks for itself, as a filter with a pattern of its own makes the
 * server match and sort all filters for each request.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class MaintenanceFilter implements Ordered {

  private static final String API = "/api/";
  private static final String OWN = "gateway-service";

  private final Maintenance maintenance;

  MaintenanceFilter(Maintenance maintenance) {
    this.maintenance = maintenance;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.after() + 20;
  }

  @RequestFilter
  void refuse(HttpRequest<?> request) {
    if (request.getPath().startsWith(API)) {
      maintenance
          .refusal(OWN, request.getMethodName(), request.getPath())
          .ifPresent(failure -> {
            throw new FailureException(failure);
          });
    }
  }
}
