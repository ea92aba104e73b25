package io.orchestratex.gateway.limit;

import java.time.Duration;

/**
 * A limit with its name.
 *
 * @param name as the {@code RateLimit} headers show it
 * @param requests size of the bucket
 * @param window in which an empty bucket fills up
 */
public record Quota(String name, int requests, Duration window) {}
