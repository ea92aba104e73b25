package io.orchestratex.gateway.console.session;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request that changes something may come from: a page of this console. Current browsers
 * say so in {@code Sec-Fetch-Site}; others send {@code Origin} with each form.
 */
public final class OriginRules {

  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  /** A browser takes {@code %2e} in a path for a dot. */
  private static final Pattern UPWARDS = Pattern.compile("(?i)/(\\.|%2e){2}");

  private OriginRules() {}

  public static boolean isSafe(String method) {
    return SAFE.contains(method);
  }

  public static boolean isOurOwn(
      @Nullable String fetchSite, @Nullable String origin, @Nullable String host) {
    // No page can forge the first; a proxy in between may change the host, not the first.
    return fetchSite == null
        ? origin != null && isSameHost(origin, host)
        : fetchSite.equals("same-origin");
  }

  private static boolean isSameHost(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return host != null
        && scheme > 0
        && withoutPort(origin.substring(scheme + 3), origin).equals(withoutPort(host, origin));
  }

  /** The scheme's own port may be left out. */
  private static String withoutPort(String host, String origin) {
    String usual = origin.startsWith("https:") ? ":443" : ":80";
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(usual) ? lower.substring(0, lower.length() - usual.length()) : lower;
  }

  /**
   * Where to go after signing in: a path of this console, or its start for anything else. A browser
   * reads {@code //host} and {@code /\host} as other sites, and drops control characters.
   */
  public static String localPath(@Nullable String wanted) {
    return wanted != null
            && (wanted.equals("/console")
                || wanted.startsWith("/console/")
                || wanted.startsWith("/console?"))
            && wanted.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')
            && !UPWARDS.matcher(wanted).find()
            && !wanted.startsWith("/console/sign-")
        ? wanted
        : "/console";
  }
}
