/** How the whole system is. */
@NullMarked
package io.orchestratex.gateway.health;

import org.jspecify.annotations.NullMarked;
