/** Measures a MongoDB replica set. */
@NullMarked
package io.orchestratex.monitor.probe.mongodb;

import org.jspecify.annotations.NullMarked;
