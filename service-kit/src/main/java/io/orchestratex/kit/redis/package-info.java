/** Redis as a help that a service can go on without. */
@NullMarked
package io.orchestratex.kit.redis;

import org.jspecify.annotations.NullMarked;
