package io.orchestratex.gateway.console.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What became of an action, shown once on the page that follows it.
 *
 * @param good whether it went well
 */
public record Flash(boolean good, String text) {

  private static final String NAME = "ox_flash";
  private static final int LONGEST = 1_000;
  private static final int SECONDS = 60;

  static @Nullable Flash of(HttpRequest<?> request) {
    Cookie cookie = request.getCookies().get(NAME);
    if (cookie == null || cookie.getValue().length() < 2) {
      return null;
    }
    try {
      String text =
          new String(Base64.getUrlDecoder().decode(cookie.getValue().substring(1)), UTF_8);
      return new Flash(cookie.getValue().startsWith("g"), text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Cookie cookie() {
    String kept = text.substring(0, Math.min(LONGEST, text.length()));
    return cookie(
            (good ? "g" : "b")
                + Base64.getUrlEncoder().withoutPadding().encodeToString(kept.getBytes(UTF_8)))
        .maxAge(SECONDS);
  }

  static Cookie shown() {
    return cookie("").maxAge(0);
  }

  private static Cookie cookie(String value) {
    return Cookie.of(NAME, value).path("/console").httpOnly(true).sameSite(SameSite.Strict);
  }
}
