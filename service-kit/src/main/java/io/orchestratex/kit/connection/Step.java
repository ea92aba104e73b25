package io.orchestratex.kit.connection;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The steps of getting at a server, in their order. */
public enum Step {
  /** The name of its host has an address. */
  NAME,
  /** Something takes connections at that address and port. */
  TCP,
  /** The connection is encrypted as its URI asks for. */
  TLS,
  /** The server accepts the account. */
  SIGN_IN,
  /** The account may do what it is needed for. */
  PERMISSION;

  /** As answers, codes and people have it. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
