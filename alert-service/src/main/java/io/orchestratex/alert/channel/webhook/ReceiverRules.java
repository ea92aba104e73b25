package io.orchestratex.alert.channel.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which addresses notices may be posted to, so that nobody makes this service call itself. */
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
    if (uri.getUserInfo() != null) {
      return Optional.of("must not hold a user or password; sign the notices instead");
    }
    return Optional.empty();
  }

  /** What is wrong with where the address leads. */
  static Optional<String> wrongWith(List<InetAddress> resolved, boolean allowLoopback) {
    for (InetAddress address : resolved) {
      if (address.isLoopbackAddress() && !allowLoopback) {
        return Optional.of(
            "leads to this machine; orchestratex.alert.webhook.allow-loopback forbids that");
      }
      if (address.isLinkLocalAddress() || address.isAnyLocalAddress()) {
        return Optional.of("leads to a link-local or unspecified address");
      }
      if (address.isMulticastAddress()) {
        return Optional.of("leads to a multicast address");
      }
    }
    return Optional.empty();
  }
}
