package io.orchestratex.gateway.proxy;

import java.net.URI;

/** One address of a service, with what is open there. */
final class Upstream {

  private final String host;
  private final int port;
  private final boolean secure;
  private final String authority;
  private final OpenRequests open;

  Upstream(String address, OpenRequests open) {
    URI uri = URI.create(address);
    this.host = uri.getHost();
    this.secure = uri.getScheme().equals("https");
    this.port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    this.authority = uri.getRawAuthority();
    this.open = open;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  boolean isSecure() {
    return secure;
  }

  /** What the {@code Host} header says. */
  String authority() {
    return authority;
  }

  OpenRequests open() {
    return open;
  }
}
