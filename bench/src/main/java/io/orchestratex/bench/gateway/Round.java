package io.orchestratex.bench.gateway;

import io.orchestratex.bench.load.LoadResult;

/**
 * One round on one side.
 *
 * @param proxyMicros processor time of the proxy for each request, in microseconds
 * @param redisMicros that of Redis, which the gateway asks for the limit
 */
record Round(
    String side, LoadResult load, double proxyMicros, double upstreamMicros, double redisMicros) {}
