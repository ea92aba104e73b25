package io.orchestratex.local.part.service;

import java.util.Locale;

/** The five services, in the order in which they are shown. */
public enum Service {
  GATEWAY(8080, 256),
  SESSION(8081, 256),
  BACKUP(8082, 256),
  MONITOR(8083, 192),
  ALERT(8084, 192);

  private final int standardPort;
  private final int heapMegabytes;

  Service(int standardPort, int heapMegabytes) {
    this.standardPort = standardPort;
    this.heapMegabytes = heapMegabytes;
  }

  /** {@code gateway-service} and so on: folder, artifact, Kafka account, name in every list. */
  public String partName() {
    return shortName() + "-service";
  }

  private String shortName() {
    return name().toLowerCase(Locale.ROOT);
  }

  String mainClass() {
    return "io.orchestratex." + shortName() + ".Application";
  }

  /** Variables of the caller that reach this service. */
  String variablePrefix() {
    return "ORCHESTRATEX_" + name() + "_";
  }

  /** The port it listens on when nobody else does. */
  public int standardPort() {
    return standardPort;
  }

  int heapMegabytes() {
    return heapMegabytes;
  }
}
