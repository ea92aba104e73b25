/** Samples on their way to Kafka, into the store and out of it. */
@NullMarked
package io.orchestratex.monitor.sample;

import org.jspecify.annotations.NullMarked;
