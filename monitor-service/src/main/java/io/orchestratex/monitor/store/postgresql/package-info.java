/** Samples in PostgreSQL. */
@NullMarked
package io.orchestratex.monitor.store.postgresql;

import org.jspecify.annotations.NullMarked;
