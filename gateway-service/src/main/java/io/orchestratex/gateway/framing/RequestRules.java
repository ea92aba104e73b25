package io.orchestratex.gateway.framing;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.orchestratex.gateway.framing.StrictRequestDecoder.MalformedHeadException;
import io.orchestratex.gateway.framing.StrictRequestDecoder.OversizedFramingException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests have one meaning only. What is ambiguous is refused, never repaired: whatever the
 * gateway repaired, a service behind it might read the other way.
 */
final class RequestRules {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

  private RequestRules() {}

  /** Why a head could not be decoded. */
  static Refusal faultOfDecoding(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return new Refusal(
          414, "URI Too Long", "request.target-too-long", "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return new Refusal(
          431,
          "Request Header Fields Too Large",
          "request.headers-too-large",
          "The headers are too large.");
    }
    return Refusal.malformed(
        "malformed",
        cause instanceof MalformedHeadException
            ? Objects.requireNonNull(cause.getMessage())
            : "The bytes are not a request that HTTP/1 allows.");
  }

  /** Another version than the two that there are. */
  static Refusal faultOfVersion() {
    return new Refusal(
        505,
        "HTTP Version Not Supported",
        "request.version",
        "Only the versions 1.1 and 1.0 of HTTP are known.");
  }

  /** Why a piece of a body could not be decoded. */
  static Refusal faultOfBody(Throwable cause) {
    return cause instanceof OversizedFramingException
        ? new Refusal(
            413,
            "Content Too Large",
            "request.framing-too-large",
            "The sizes, extensions and trailers of the body's chunks are larger than the body.")
        : Refusal.malformed("body", "The body's framing is broken.");
  }

  /** What is wrong with the {@code Host} headers; null when nothing is. */
  static @Nullable Refusal faultOfHost(List<String> hosts) {
    return hosts.size() == 1 && HOST.matcher(hosts.getFirst()).matches()
        ? null
        : Refusal.malformed("host", "Exactly one valid Host header is needed.");
  }

  /** What is wrong with the {@code Transfer-Encoding} headers; null when nothing is. */
  static @Nullable Refusal faultOfEncoding(List<String> encodings) {
    return encodings.isEmpty()
            || (encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("chunked"))
        ? null
        : Refusal.malformed(
            "transfer-encoding", "The only Transfer-Encoding known is a single 'chunked'.");
  }

  /** What is wrong with method and target; null when nothing is. */
  static @Nullable Refusal faultOfTarget(String method, String target) {
    if (!METHODS.contains(method)) {
      return new Refusal(
          405,
          "Method Not Allowed",
          "request.method",
          "The method " + printable(method) + " is not known.");
    }
    if (target.isEmpty() || target.charAt(0) != '/') {
      return Refusal.malformed("target", "The target must be a path.");
    }
    boolean inPath = true;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      inPath &= c != '?';
      if (mustBeEncoded(c) || (inPath && (c == '[' || c == ']'))) {
        return Refusal.malformed("target", "The target holds a character that must be encoded.");
      }
      if (c == '%' && !isEncodedByte(target, i)) {
        return Refusal.malformed("target", "The target holds a broken percent encoding.");
      }
    }
    int query = target.indexOf('?');
    return faultOfPath(query < 0 ? target : target.substring(0, query));
  }

  /** What RFC 3986 allows nowhere in a path or query. */
  private static boolean mustBeEncoded(char c) {
    return switch (c) {
      case '"', '#', '<', '>', '\\', '^', '`', '{', '|', '}' -> true;
      default -> c <= ' ' || c >= 0x7f;
    };
  }

  private static @Nullable Refusal faultOfPath(String path) {
    if (path.indexOf('%') >= 0 && holdsEncodedSyntax(path.toLowerCase(Locale.ROOT))) {
      return Refusal.malformed(
          "path", "The path holds an encoded dot, slash, backslash, percent sign or zero.");
    }
    if (path.contains("//")) {
      return Refusal.malformed("path", "The path holds an empty segment.");
    }
    if (path.contains("/.")) {
      for (String segment : path.split("/", -1)) {
        int parameter = segment.indexOf(';');
        String name = parameter < 0 ? segment : segment.substring(0, parameter);
        if (name.equals(".") || name.equals("..")) {
          return Refusal.malformed("path", "The path holds a dot segment.");
        }
      }
    }
    return null;
  }

  private static boolean holdsEncodedSyntax(String lowerPath) {
    return lowerPath.contains("%2e")
        || lowerPath.contains("%2f")
        || lowerPath.contains("%5c")
        || lowerPath.contains("%00")
        || lowerPath.contains("%25");
  }

  private static boolean isEncodedByte(String target, int at) {
    return at + 2 < target.length()
        && Character.digit(target.charAt(at + 1), 16) >= 0
        && Character.digit(target.charAt(at + 2), 16) >= 0;
  }

  private static String printable(String method) {
    return method.length() > 20 ? method.substring(0, 20) : method;
  }
}
