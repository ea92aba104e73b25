/** Trace context through HTTP, Kafka and logs. */
@NullMarked
package io.orchestratex.kit.telemetry;

import org.jspecify.annotations.NullMarked;
