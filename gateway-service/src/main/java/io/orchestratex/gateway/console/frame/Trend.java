package io.orchestratex.gateway.console.frame;

import org.jspecify.annotations.Nullable;

/**
 * How a job compares with those before it, as backup-service says.
 *
 * @param of with how many it is compared
 * @param verdict faster, as-usual or slower
 */
public record Trend(
    int of, long medianDurationMs, @Nullable Long medianBytesPerSecond, String verdict) {}
