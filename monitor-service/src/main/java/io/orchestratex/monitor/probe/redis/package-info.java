/** Measures a Redis server. */
@NullMarked
package io.orchestratex.monitor.probe.redis;

import org.jspecify.annotations.NullMarked;
