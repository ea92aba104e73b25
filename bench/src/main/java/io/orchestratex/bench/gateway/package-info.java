/** What the gateway costs, beside no proxy and beside nginx. */
@NullMarked
package io.orchestratex.bench.gateway;

import org.jspecify.annotations.NullMarked;
