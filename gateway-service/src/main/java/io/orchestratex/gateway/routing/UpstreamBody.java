package io.orchestratex.gateway.routing;

import io.micronaut.http.body.AvailableByteBody;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.CloseableByteBody;

/**
 * The bytes of a service's answer, and the exchange that they belong to.
 *
 * @param bytes owned by the exchange until the answer is written
 */
record UpstreamBody(ByteBody bytes, Exchange exchange) {

  boolean isWhole() {
    return bytes instanceof AvailableByteBody;
  }

  CloseableByteBody taken() {
    return bytes.move();
  }
}
