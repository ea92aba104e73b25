package io.orchestratex.gateway.framing;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.Channel;

/** The connection on which a request came. */
public final class ClientConnection {

  private ClientConnection() {}

  /** The request as the server made it, without what filters wrapped around it. */
  public static NettyHttpRequest<?> request(HttpRequest<?> request) {
    HttpRequest<?> inner = request;
    while (inner instanceof HttpRequestWrapper<?> wrapper) {
      inner = wrapper.getDelegate();
    }
    if (inner instanceof NettyHttpRequest<?> netty) {
      return netty;
    }
    throw new IllegalStateException("not a request of this server: " + inner.getClass());
  }

  /** The channel of the connection. */
  public static Channel channel(HttpRequest<?> request) {
    return request(request).getChannelHandlerContext().channel();
  }
}
