package io.orchestratex.gateway.console.signin;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.filter.ServerFilterPhase;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.orchestratex.gateway.console.frame.Visit;
import io.orchestratex.gateway.console.session.ConsoleSessions;
import io.orchestratex.gateway.console.session.ConsoleSessions.SignedIn;
import io.orchestratex.gateway.console.session.SessionCookie;
import io.orchestratex.gateway.framing.ClientConnection;

/**
 * Puts the access token of a browser's session into its request, where this replica knows the
 * session: before the limit, so that it counts who is signed in and not their address. Of a page's
 * request only the cookie counts.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class KnownSessionFilter implements Ordered {

  private final ConsoleSessions sessions;

  KnownSessionFilter(ConsoleSessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public int getOrder() {
    return ServerFilterPhase.SECURITY.before() - 30;
  }

  @RequestFilter
  void check(HttpRequest<?> request) {
    if (!ConsolePaths.isPage(request.getPath())) {
      return;
    }
    ClientConnection.request(request)
        .getNativeRequest()
        .headers()
        .remove(HttpHeaderNames.AUTHORIZATION);
    String secret = SessionCookie.read(request);
    SignedIn signedIn = secret == null ? null : sessions.ifKnown(secret);
    if (signedIn != null) {
      adopt(request, signedIn);
    }
  }

  /** From now on the request is that of the person who is signed in. */
  static void adopt(HttpRequest<?> request, SignedIn signedIn) {
    ClientConnection.request(request)
        .getNativeRequest()
        .headers()
        .set(HttpHeaderNames.AUTHORIZATION, "Bearer " + signedIn.token());
    request.setAttribute(Visit.SIGNED_IN, signedIn);
  }
}
