/** Kafka as a single KRaft node with a listener for the services and one for other teams. */
@NullMarked
package io.orchestratex.local.part.kafka;

import org.jspecify.annotations.NullMarked;
