/** Events from other services: each applied once, poison parked with its reason. */
@NullMarked
package io.orchestratex.kit.inbox;

import org.jspecify.annotations.NullMarked;
