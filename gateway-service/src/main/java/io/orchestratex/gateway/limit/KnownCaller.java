package io.orchestratex.gateway.limit;

import io.micronaut.http.HttpRequest;
import io.orchestratex.kit.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * The caller whose credential was known when the request was counted, so that it is looked up once
 * for each request. It says nothing about what the caller may do.
 */
public final class KnownCaller {

  private static final String ATTRIBUTE = "orchestratex.known-caller";

  private KnownCaller() {}

  /** The caller of a counted request, or null when the credential must be verified. */
  public static @Nullable Caller of(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, Caller.class).orElse(null);
  }

  static @Nullable Caller remember(HttpRequest<?> request, @Nullable Caller caller) {
    if (caller != null) {
      request.setAttribute(ATTRIBUTE, caller);
    }
    return caller;
  }
}
