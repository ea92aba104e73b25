package io.orchestratex.alert.channel.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Which addresses messages may be posted to. */
final class ReceiverRules {

  private static final int MAX_LENGTH = 2_000;

  private ReceiverRules() {}

  /** What is wrong with the address as it is written. */
  static Optional<String> wrongWith(String url) {
    if (url.length() > MAX_LENGTH) {
      return Optional.of("must have at most 2000 characters");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL: " + e.getReason());
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      return Optional.of("must begin with http:// or https://");
    }
    if (uri.getHost() == null) {
      return Optional.of("names no host");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return Optional.of("names an invalid port; ports are 1 to 65535");
    }
    if (uri.getUserInfo() != null) {
      return Optional.of("must not hold a user or password; sign the messages instead");
    }
    return Optional.empty();
  }
}
