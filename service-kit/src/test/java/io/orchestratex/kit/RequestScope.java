package io.orchestratex.kit;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.context.ServerRequestContext;
import java.time.Duration;

/** Does work as a controller does it: on behalf of a request. */
public final class RequestScope {

  private RequestScope() {}

  /** How long the work of one request took, which may fail as it may. */
  public static Duration timed(Runnable work) {
    long begin = System.nanoTime();
    ServerRequestContext.with(HttpRequest.GET("/"), work);
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
