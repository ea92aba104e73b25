package io.orchestratex.gateway.proxy;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which headers travel on. What concerns one connection only stays behind (RFC 9110, section 7.6.1:
 * the fixed names and whatever {@code Connection} names), and so does what only the gateway may
 * say: where a request came from and who sent it. Sets of names are {@link HttpHeaders}, whose keys
 * are found in any case without a copy of the name.
 */
final class HopHeaders {

  private static final String[] OF_CONNECTION = {
    "connection",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "content-length",
    "upgrade",
    "http2-settings"
  };

  private static final HttpHeaders NONE = names();
  private static final HttpHeaders NOT_TO_CLIENT = names(OF_CONNECTION);

  private static final HttpHeaders NOT_TO_SERVICE =
      names(OF_CONNECTION)
          .add(
              names(
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
                  "x-api-key"));

  private static final List<String> OF_GATEWAY_PREFIXES =
      List.of("x-forwarded-", "x-user", "x-caller", "x-auth", "x-remote", "x-orchestratex-");

  private HopHeaders() {}

  /** Copies what goes on to the service. */
  static void copyToService(HttpHeaders from, HttpHeaders to) {
    HttpHeaders nominated = nominated(from);
    Iterator<Map.Entry<CharSequence, CharSequence>> all = from.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      CharSequence name = header.getKey();
      if (!NOT_TO_SERVICE.contains(name) && !nominated.contains(name) && !isOfGateway(name)) {
        to.add(name, header.getValue());
      }
    }
  }

  /** Copies what goes back to the client. */
  static void copyToClient(HttpHeaders from, HttpHeaders to) {
    HttpHeaders nominated = nominated(from);
    Iterator<Map.Entry<CharSequence, CharSequence>> all = from.iteratorCharSequence();
    while (all.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = all.next();
      CharSequence name = header.getKey();
      if (!NOT_TO_CLIENT.contains(name)
          && !nominated.contains(name)
          && !startsWith(name, "proxy-")) {
        to.add(name, header.getValue());
      }
    }
  }

  /** A piece of an answer; trailers concern one connection only and stay behind. */
  static HttpContent withoutTrailers(HttpContent piece) {
    return piece instanceof LastHttpContent end && !end.trailingHeaders().isEmpty()
        ? new DefaultLastHttpContent(end.content(), DefaultHttpHeadersFactory.trailersFactory())
        : piece;
  }

  private static boolean isOfGateway(CharSequence name) {
    char first = name.charAt(0);
    if (first == 'p' || first == 'P') {
      return startsWith(name, "proxy-");
    }
    if (first == 'x' || first == 'X') {
      for (String prefix : OF_GATEWAY_PREFIXES) {
        if (startsWith(name, prefix)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean startsWith(CharSequence name, String lowerPrefix) {
    if (name.length() < lowerPrefix.length()) {
      return false;
    }
    for (int i = 0; i < lowerPrefix.length(); i++) {
      char c = name.charAt(i);
      if (c != lowerPrefix.charAt(i) && Character.toLowerCase(c) != lowerPrefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The names that {@code Connection} gives. */
  private static HttpHeaders nominated(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.CONNECTION);
    HttpHeaders names = values.isEmpty() ? NONE : names();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        names.set(name.strip().toLowerCase(Locale.ROOT), "");
      }
    }
    return names;
  }

  private static HttpHeaders names(String... names) {
    HttpHeaders set = DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    for (String name : names) {
      set.set(name, "");
    }
    return set;
  }
}
