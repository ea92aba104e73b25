/** Requests that have one effect, however often they are sent. */
@NullMarked
package io.orchestratex.kit.idempotency;

import org.jspecify.annotations.NullMarked;
