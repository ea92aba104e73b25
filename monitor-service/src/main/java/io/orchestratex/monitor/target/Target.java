package io.orchestratex.monitor.target;

import io.orchestratex.kit.settings.Secret;
import java.util.regex.Pattern;

/**
 * Something that is measured.
 *
 * @param id names it in samples and addresses: lower-case letters, digits, dots, dashes
 * @param kind which probe measures it
 * @param address a URI, possibly with a password; empty for what needs none
 */
public record Target(String id, String kind, Secret address) {

  public static final String MONGODB = "mongodb";
  public static final String POSTGRESQL = "postgresql";
  public static final String REDIS = "redis";
  public static final String HOST = "host";
  public static final String SERVICE = "service";

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_-]{0,31}");

  public Target {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a target's id is made of a-z, 0-9, dots and dashes, not " + id);
    }
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("a target's kind is made of a-z and 0-9, not " + kind);
    }
  }

  /**
   * Scheme, host, port and path of the address, without account and options. A password may hold
   * anything, slashes too: all up to the last @ is taken for the account.
   */
  public String shownAddress() {
    String whole = address.reveal();
    int scheme = whole.indexOf("://");
    if (scheme < 0) {
      return whole.isEmpty() ? "" : "(not a URI)";
    }
    String rest = whole.substring(Math.max(scheme + 3, whole.lastIndexOf('@') + 1));
    return whole.substring(0, scheme + 3) + rest.split("[?#]", 2)[0];
  }
}
