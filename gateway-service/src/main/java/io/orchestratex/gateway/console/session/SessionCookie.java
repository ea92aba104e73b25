package io.orchestratex.gateway.console.session;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import org.jspecify.annotations.Nullable;

/**
 * The cookie that says which session a browser has: out of reach of scripts, sent to no request
 * that another site begins, and under TLS bound to this host and to TLS by its name.
 */
public final class SessionCookie {

  private static final String PLAIN = "ox_console";
  private static final String UNDER_TLS = "__Host-ox_console";

  private SessionCookie() {}

  public static @Nullable String read(HttpRequest<?> request) {
    Cookie cookie = request.getCookies().get(name(request));
    return cookie == null || cookie.getValue().isBlank() ? null : cookie.getValue();
  }

  public static Cookie of(HttpRequest<?> request, String secret) {
    return Cookie.of(name(request), secret)
        .path("/")
        .httpOnly(true)
        .secure(isUnderTls(request))
        .sameSite(SameSite.Strict);
  }

  public static Cookie ended(HttpRequest<?> request) {
    return of(request, "").maxAge(0);
  }

  private static String name(HttpRequest<?> request) {
    return isUnderTls(request) ? UNDER_TLS : PLAIN;
  }

  /** A client that lies about this only loses its own cookie. */
  static boolean isUnderTls(HttpRequest<?> request) {
    return request.isSecure() || "https".equals(request.getHeaders().get("X-Forwarded-Proto"));
  }
}
