package io.orchestratex.gateway.proxy;

import io.orchestratex.gateway.limit.Limits;
import io.orchestratex.gateway.maintenance.Maintenance;
import io.orchestratex.gateway.routing.Routes;
import jakarta.inject.Singleton;

/** What all connections of clients share. */
@Singleton
record Proxy(
    Routes routes,
    Admission admission,
    Maintenance maintenance,
    Limits limits,
    OpenOfCallers openOfCallers,
    UpstreamPool upstreams,
    Answers answers,
    ProxyMeter meter) {}
