package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.settings.Secret;
import java.net.URLDecoder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is and who asks.
 *
 * @param user empty for the default account
 * @param password empty where none is asked for
 */
record RedisAddress(boolean encrypted, String host, int port, String user, Secret password) {

  private static final int STANDARD_PORT = 6379;

  private static final Pattern FORM =
      Pattern.compile(
          "rediss?://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
              + "(?<host>\\[[0-9A-Fa-f:.]+]|[^:@/?#\\[\\]]+)(?::(?<port>\\d{1,5}))?(?:/\\d*)?");

  /** A name alone is a password, as {@code redis-cli -u} has it. */
  static RedisAddress of(EngineAccess access) {
    String uri = access.uri().reveal();
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches()) {
      throw invalid(access);
    }
    String port = parts.group("port");
    int number = port == null ? STANDARD_PORT : Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw invalid(access);
    }
    try {
      return new RedisAddress(
          uri.startsWith("rediss:"),
          parts.group("host").replaceAll("[\\[\\]]", ""),
          number,
          decoded(parts.group("password") == null ? null : parts.group("user")),
          new Secret(
              decoded(
                  parts.group("password") == null
                      ? parts.group("user")
                      : parts.group("password"))));
    } catch (IllegalArgumentException e) {
      throw invalid(access); // A percent sign without its digits.
    }
  }

  private static String decoded(@Nullable String text) {
    return text == null ? "" : URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }

  private static EngineException invalid(EngineAccess access) {
    return new EngineException(
        "backup.target-uri-invalid",
        "The connection string of target "
            + access.target()
            + " is invalid; expected redis://user:password@host:port, or rediss:// for TLS.");
  }

  /** {@code host:port}. */
  String text() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
