/**
 * How a request gets to the service that owns it and the answer back, in handlers of our own before
 * the framework's. Begin with {@link io.orchestratex.gateway.proxy.ProxyHandler}.
 */
@NullMarked
package io.orchestratex.gateway.proxy;

import org.jspecify.annotations.NullMarked;
