package io.orchestratex.cli.discovery;

/**
 * Where something takes connections.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {

  /** As it stands in a URI. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
