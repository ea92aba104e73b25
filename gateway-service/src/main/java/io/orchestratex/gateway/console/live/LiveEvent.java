package io.orchestratex.gateway.console.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * News of something that a page may show.
 *
 * @param number its place among the events that this process heard, from 1 on
 * @param kind what it is about, the first word of its topic: {@code backup}
 * @param type its wire name: {@code backup.failed}
 * @param key id of the thing
 * @param owner the user to whom the thing belongs; null when it is not known
 */
record LiveEvent(
    long number, String kind, String type, String key, @Nullable String owner, Instant at) {}
