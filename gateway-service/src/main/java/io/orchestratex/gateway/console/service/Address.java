package io.orchestratex.gateway.console.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** A path with its query, encoded; immutable. */
public final class Address {

  private final String text;

  private Address(String text) {
    this.text = text;
  }

  /**
   * A path whose variable parts are encoded.
   *
   * @param path with a {@code {}} for each part, such as {@code /api/v1/backups/{}}
   */
  public static Address of(String path, String... parts) {
    String text = path;
    for (String part : parts) {
      int at = text.indexOf("{}");
      text = text.substring(0, at) + encoded(part) + text.substring(at + 2);
    }
    return new Address(text);
  }

  /** With one more parameter; without it where its value is null or blank. */
  public Address with(String name, @Nullable Object value) {
    String given = value == null ? "" : value.toString();
    return given.isBlank()
        ? this
        : new Address(
            text + (text.indexOf('?') < 0 ? "?" : "&") + encoded(name) + "=" + encoded(given));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  @Override
  public String toString() {
    return text;
  }
}
