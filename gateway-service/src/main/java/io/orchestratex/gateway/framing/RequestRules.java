package io.orchestratex.gateway.framing;

import java.util.Locale;
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

  /** What is wrong with the way the body's length is given; null when nothing is. */
  static @Nullable Refusal faultOfFraming(
      boolean http10,
      int hosts,
      @Nullable String host,
      int lengths,
      @Nullable String length,
      int encodings,
      @Nullable String encoding) {
    if (hosts != 1 || host == null || !HOST.matcher(host).matches()) {
      return Refusal.malformed("host", "Exactly one valid Host header is needed.");
    }
    if (lengths > 0 && encodings > 0) {
      return Refusal.malformed(
          "length-and-encoding", "Content-Length and Transfer-Encoding exclude each other.");
    }
    if (lengths > 1 || (lengths == 1 && (length == null || !isNumber(length)))) {
      return Refusal.malformed("content-length", "Content-Length must be one number.");
    }
    if (encodings > 1
        || (encodings == 1
            && (http10 || encoding == null || !encoding.equalsIgnoreCase("chunked")))) {
      return Refusal.malformed(
          "transfer-encoding", "The only Transfer-Encoding known is a single 'chunked'.");
    }
    return null;
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

  private static boolean isNumber(String text) {
    if (text.isEmpty() || text.length() > 18) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static String printable(String method) {
    return method.length() > 20 ? method.substring(0, 20) : method;
  }
}
