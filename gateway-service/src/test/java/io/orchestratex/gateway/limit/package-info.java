/** Rules of limiting. */
@NullMarked
package io.orchestratex.gateway.limit;

import org.jspecify.annotations.NullMarked;
