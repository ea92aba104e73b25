/** Closed-loop load over HTTP. */
@NullMarked
package io.orchestratex.bench.load;

import org.jspecify.annotations.NullMarked;
