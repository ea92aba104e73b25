package io.orchestratex.kit.event;

import io.orchestratex.contracts.DomainEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it came from Kafka.
 *
 * @param id unique per event and the same when it comes twice
 * @param sequence position in the life of {@code key}
 * @param data null when this build does not know the {@code type}: a newer service sent it, and it
 *     is skipped
 */
public record ReceivedEvent(
    String id,
    String type,
    String source,
    String key,
    long sequence,
    Instant time,
    @Nullable String traceParent,
    @Nullable DomainEvent data) {}
