package io.orchestratex.bench.gateway;

import java.net.URI;
import java.util.function.DoubleSupplier;

/**
 * One way to the same answer.
 *
 * @param name {@code direct}, {@code nginx} or {@code gateway}
 * @param proxySeconds processor time of the proxy so far, always 0 where there is none
 * @param upstreamSeconds processor time of what answers in the end
 */
record Side(String name, URI target, DoubleSupplier proxySeconds, DoubleSupplier upstreamSeconds) {

  static final String DIRECT = "direct";
  static final String NGINX = "nginx";
  static final String GATEWAY = "gateway";
}
