package io.orchestratex.gateway.limit;

/**
 * What the limiter says to one request.
 *
 * @param remaining how many more would be allowed at once
 * @param resetMillis until the bucket is full again
 * @param retryMillis until one more is allowed; 0 when this one is
 */
public record Verdict(
    Quota quota, boolean allowed, long remaining, long resetMillis, long retryMillis) {}
