package io.orchestratex.gateway.console.frame;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.Cookies;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * How a person wants pages to look, kept in cookies of their browser.
 *
 * @param zone where they are, as their browser says; UTC until it said so
 */
public record Preferences(Theme theme, TimeFormat time, ZoneId zone) {

  static final String THEME = "ox_theme";
  static final String TIME = "ox_time";
  static final String ZONE = "ox_zone";

  /** Colours. */
  public enum Theme {
    SYSTEM,
    LIGHT,
    DARK
  }

  /** How times are written. */
  public enum TimeFormat {
    RELATIVE,
    LOCAL,
    UTC
  }

  static Preferences of(HttpRequest<?> request) {
    Cookies cookies = request.getCookies();
    return new Preferences(
        choice(Theme.class, value(cookies, THEME), Theme.SYSTEM),
        choice(TimeFormat.class, value(cookies, TIME), TimeFormat.RELATIVE),
        zone(value(cookies, ZONE)));
  }

  static <E extends Enum<E>> E choice(Class<E> type, @Nullable String name, E otherwise) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equalsIgnoreCase(name)) {
        return each;
      }
    }
    return otherwise;
  }

  private static @Nullable String value(Cookies cookies, String name) {
    Cookie cookie = cookies.get(name);
    return cookie == null ? null : cookie.getValue();
  }

  private static ZoneId zone(@Nullable String name) {
    try {
      return name == null ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      return ZoneOffset.UTC;
    }
  }
}
