/** Samples in Prometheus' text format, read and written. */
@NullMarked
package io.orchestratex.monitor.exposition;

import org.jspecify.annotations.NullMarked;
