/** Events that commit with the state they are about, and the relay that brings them to Kafka. */
@NullMarked
package io.orchestratex.kit.outbox;

import org.jspecify.annotations.NullMarked;
