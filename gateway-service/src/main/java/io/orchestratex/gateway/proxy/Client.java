package io.orchestratex.gateway.proxy;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The client at the other end of a connection.
 *
 * @param addressText the address as services get it
 * @param scheme {@code http} or {@code https}
 */
record Client(
    Channel channel,
    InetAddress address,
    String addressText,
    String scheme,
    LastCredential credential) {

  static Client of(Channel channel) {
    InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    boolean secure = channel.pipeline().get(SslHandler.class) != null;
    return new Client(
        channel,
        address,
        address.getHostAddress(),
        secure ? "https" : "http",
        new LastCredential());
  }
}
