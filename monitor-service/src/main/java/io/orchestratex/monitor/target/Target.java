package io.orchestratex.monitor.target;

import io.orchestratex.kit.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
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

  /** Scheme, host, port and path of the address, without account and options. */
  public String shownAddress() {
    if (address.reveal().isEmpty()) {
      return "";
    }
    try {
      URI uri = new URI(address.reveal());
      String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
      String hosts = authority.substring(authority.lastIndexOf('@') + 1);
      return uri.getScheme() + "://" + hosts + Objects.requireNonNullElse(uri.getRawPath(), "");
    } catch (URISyntaxException e) {
      return "(not a URI)";
    }
  }
}
