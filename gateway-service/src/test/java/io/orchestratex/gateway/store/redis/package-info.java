@NullMarked
package io.orchestratex.gateway.store.redis;

import org.jspecify.annotations.NullMarked;
