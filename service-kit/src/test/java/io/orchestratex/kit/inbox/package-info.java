/** Faults of consumers, without Kafka. */
@NullMarked
package io.orchestratex.kit.inbox;

import org.jspecify.annotations.NullMarked;
