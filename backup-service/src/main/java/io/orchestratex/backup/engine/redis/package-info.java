/** Backs up and restores Redis and Valkey servers. */
@NullMarked
package io.orchestratex.backup.engine.redis;

import org.jspecify.annotations.NullMarked;
