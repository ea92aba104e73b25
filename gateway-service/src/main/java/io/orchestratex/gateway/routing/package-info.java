/** Which service answers a request, and at which addresses. */
@NullMarked
package io.orchestratex.gateway.routing;

import org.jspecify.annotations.NullMarked;
