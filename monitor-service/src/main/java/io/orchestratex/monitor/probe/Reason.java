package io.orchestratex.monitor.probe;

import java.util.Locale;

/** Why a target could not be measured. */
public enum Reason {
  /** Its name has no address. */
  DNS,
  /** Nothing listens there, or the connection broke. */
  CONNECT,
  /** No trusted encrypted connection. */
  TLS,
  /** It does not accept our account, or the account may not read what we need. */
  AUTH,
  /** No answer in time. */
  TIMEOUT,
  /** Its answer cannot be read. */
  PARSE,
  /** It answers that it is not ready. */
  UNREADY;

  /** The value of the label {@code reason}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
