/** Which service answers a request, and how its bytes travel. */
@NullMarked
package io.orchestratex.gateway.routing;

import org.jspecify.annotations.NullMarked;
