package io.orchestratex.local.part.service;

import java.util.Map;

/** What a service may learn of its stack when its variables are made. */
public interface Neighbours {

  /** The base URL of a service whose port is chosen. */
  String address(String service);

  /** The base URLs of all services that have a port, by name, in the order of the services. */
  Map<String, String> addresses();

  /** A password or key that is kept for a part. */
  String password(String part, String account);

  /** The bootstrap admin's password. */
  String adminPassword();
}
