/** Measures a Kafka cluster. */
@NullMarked
package io.orchestratex.monitor.probe.kafka;

import org.jspecify.annotations.NullMarked;
