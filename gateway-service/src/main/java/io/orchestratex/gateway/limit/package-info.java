/** How often a caller may call, shared by all replicas. */
@NullMarked
package io.orchestratex.gateway.limit;

import org.jspecify.annotations.NullMarked;
