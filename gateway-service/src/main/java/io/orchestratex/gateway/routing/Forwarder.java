package io.orchestratex.gateway.routing;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.annotation.Client;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.orchestratex.kit.telemetry.TraceContext;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends requests on to services and their answers back, byte by byte. */
@Singleton
final class Forwarder {

  static final UpstreamBodyWriter WRITER = new UpstreamBodyWriter();

  private final RawHttpClient client;
  private final UpstreamMeter meter;

  Forwarder(@Client("upstream") RawHttpClient client, UpstreamMeter meter) {
    this.client = client;
    this.meter = meter;
  }

  CompletableFuture<HttpResponse<?>> forward(
      NettyHttpRequest<?> request,
      Service service,
      String authorization,
      @Nullable TraceContext trace) {
    TraceContext context = trace == null ? TraceContext.continued(null) : trace;
    return new Exchange(
            client,
            meter,
            request,
            service,
            new Outgoing(request, authorization, context.header()),
            context.traceId())
        .start();
  }
}
