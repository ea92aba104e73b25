/** CloudEvents in binary mode: records to Kafka and back. */
@NullMarked
package io.orchestratex.kit.event;

import org.jspecify.annotations.NullMarked;
