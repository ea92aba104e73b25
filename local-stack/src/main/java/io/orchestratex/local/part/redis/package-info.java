/** Redis with one ACL user per service. */
@NullMarked
package io.orchestratex.local.part.redis;

import org.jspecify.annotations.NullMarked;
