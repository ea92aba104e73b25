/** Journeys through the gateway on the whole stack, and what happens to them when parts die. */
@NullMarked
package io.orchestratex.journey;

import org.jspecify.annotations.NullMarked;
