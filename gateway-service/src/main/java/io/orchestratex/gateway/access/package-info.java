/** How a presented credential becomes a caller. */
@NullMarked
package io.orchestratex.gateway.access;

import org.jspecify.annotations.NullMarked;
