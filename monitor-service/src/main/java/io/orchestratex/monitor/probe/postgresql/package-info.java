/** Measures a PostgreSQL server. */
@NullMarked
package io.orchestratex.monitor.probe.postgresql;

import org.jspecify.annotations.NullMarked;
