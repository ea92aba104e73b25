package io.orchestratex.gateway.console.frame;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a program that calls itself by {@code User-Agent} is to people: {@code Firefox 133, Linux}.
 */
public final class Program {

  /** Browsers by what only they send; the first that is found counts. */
  private static final Map<Pattern, String> BROWSERS = new LinkedHashMap<>();

  /** Systems in the same way. */
  private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

  static {
    BROWSERS.put(Pattern.compile("Edg[A-Za-z]*/(\\d+)"), "Edge");
    BROWSERS.put(Pattern.compile("OPR/(\\d+)"), "Opera");
    BROWSERS.put(Pattern.compile("Firefox/(\\d+)"), "Firefox");
    BROWSERS.put(Pattern.compile("Chrome/(\\d+)"), "Chrome");
    BROWSERS.put(Pattern.compile("Version/(\\d+)[.\\d]* (?:Mobile/\\S+ )?Safari/"), "Safari");
    SYSTEMS.put("Windows", "Windows");
    SYSTEMS.put("Android", "Android");
    SYSTEMS.put("iPhone", "iOS");
    SYSTEMS.put("iPad", "iPadOS");
    SYSTEMS.put("Mac OS X", "macOS");
    SYSTEMS.put("Linux", "Linux");
  }

  private Program() {}

  /** A browser's name, version and system; what other programs call themselves as it is. */
  public static String named(@Nullable String userAgent) {
    if (userAgent == null || userAgent.isBlank()) {
      return "–";
    }
    if (!userAgent.startsWith("Mozilla/")) {
      return userAgent;
    }
    for (Map.Entry<Pattern, String> browser : BROWSERS.entrySet()) {
      Matcher found = browser.getKey().matcher(userAgent);
      if (found.find()) {
        return browser.getValue() + " " + found.group(1) + system(userAgent);
      }
    }
    return userAgent;
  }

  private static String system(String userAgent) {
    return SYSTEMS.entrySet().stream()
        .filter(system -> userAgent.contains(system.getKey()))
        .map(system -> ", " + system.getValue())
        .findFirst()
        .orElse("");
  }
}
