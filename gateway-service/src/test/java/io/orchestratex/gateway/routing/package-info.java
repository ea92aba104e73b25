/** Rules of routing. */
@NullMarked
package io.orchestratex.gateway.routing;

import org.jspecify.annotations.NullMarked;
