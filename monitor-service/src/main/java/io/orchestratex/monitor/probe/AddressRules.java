package io.orchestratex.monitor.probe;

import io.orchestratex.kit.settings.Secret;

/** What addresses that are URIs have in common. */
public final class AddressRules {

  private static final String SCHEME_END = "://";

  private AddressRules() {}

  /** Whether an address begins with one of these schemes and names something after it. */
  public static boolean hasScheme(Secret address, String... schemes) {
    String whole = address.reveal();
    for (String scheme : schemes) {
      if (whole.startsWith(scheme + SCHEME_END)) {
        return whole.length() > scheme.length() + SCHEME_END.length();
      }
    }
    return false;
  }

  /**
   * Scheme, host, port and path of an address, without account and options. A password may hold
   * anything, slashes too: all up to the last @ is taken for the account.
   */
  public static String withoutAccount(Secret address) {
    String whole = address.reveal();
    int scheme = whole.indexOf(SCHEME_END);
    if (scheme < 0) {
      return whole.isEmpty() ? "" : "(not a URI)";
    }
    int begin = scheme + SCHEME_END.length();
    String rest = whole.substring(Math.max(begin, whole.lastIndexOf('@') + 1));
    return whole.substring(0, begin) + rest.split("[?#]", 2)[0];
  }
}
