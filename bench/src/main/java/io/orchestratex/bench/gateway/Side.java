package io.orchestratex.bench.gateway;

import java.net.URI;
import java.util.function.DoubleSupplier;

/**
 * One way to the same answer.
 *
 * @param name {@code direct}, {@code nginx}, {@code gateway} or {@code other gateway}
 * @param proxySeconds processor time of the proxy so far, always 0 where there is none
 * @param upstreamSeconds processor time of what answers in the end
 */
record Side(String name, URI target, DoubleSupplier proxySeconds, DoubleSupplier upstreamSeconds) {

  static final String DIRECT = "direct";
  static final String NGINX = "nginx";
  static final String GATEWAY = "gateway";
  static final String OTHER = "other gateway";

  /** Another way to the same upstream. */
  Side at(String other, URI address, DoubleSupplier seconds) {
    return new Side(other, address, seconds, upstreamSeconds);
  }
}
