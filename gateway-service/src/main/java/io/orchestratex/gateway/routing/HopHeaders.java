package io.orchestratex.gateway.routing;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which headers travel on. What concerns one connection only stays behind (RFC 9110, section 7.6.1:
 * the fixed names and whatever {@code Connection} names), and so does what only the gateway may
 * say: where a request came from and who sent it.
 */
final class HopHeaders {

  private static final Set<String> OF_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "content-length",
          "upgrade",
          "http2-settings");

  private static final Set<String> OF_GATEWAY =
      Set.of(
          "host",
          "expect",
          "authorization",
          "forwarded",
          "via",
          "traceparent",
          "x-real-ip",
          "x-client-ip",
          "x-original-url",
          "x-rewrite-url",
          "x-http-method-override",
          "x-http-method",
          "x-method-override",
          "x-api-key");

  private static final List<String> OF_GATEWAY_PREFIXES =
      List.of("x-forwarded-", "x-user", "x-caller", "x-auth", "x-remote", "x-orchestratex-");

  private HopHeaders() {}

  /** The names that {@code Connection} gives, in lower case. */
  static Set<String> nominatedIn(List<String> values) {
    if (values.isEmpty()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /** Whether a request's header goes on to the service. */
  static boolean isRequestHeader(String lowerName, Set<String> nominated) {
    if (OF_CONNECTION.contains(lowerName)
        || OF_GATEWAY.contains(lowerName)
        || nominated.contains(lowerName)
        || lowerName.startsWith("proxy-")) {
      return false;
    }
    if (lowerName.startsWith("x-")) {
      for (String prefix : OF_GATEWAY_PREFIXES) {
        if (lowerName.startsWith(prefix)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether an answer's header goes back to the client. */
  static boolean isResponseHeader(String lowerName, Set<String> nominated) {
    return !OF_CONNECTION.contains(lowerName)
        && !nominated.contains(lowerName)
        && !lowerName.startsWith("proxy-");
  }
}
