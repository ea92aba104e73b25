/** The engines and services that a measurement runs against. */
@NullMarked
package io.orchestratex.bench.stack;

import org.jspecify.annotations.NullMarked;
