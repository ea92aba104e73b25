/** How long the stack takes to be healthy, and its memory. */
@NullMarked
package io.orchestratex.bench.up;

import org.jspecify.annotations.NullMarked;
