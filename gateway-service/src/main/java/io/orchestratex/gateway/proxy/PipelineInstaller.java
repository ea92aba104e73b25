package io.orchestratex.gateway.proxy;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.orchestratex.gateway.framing.StrictFraming;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Puts the framing and the proxy into the pipeline of each connection, before the framework. */
@Singleton
final class PipelineInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  private final StrictFraming framing;
  private final Proxy proxy;

  PipelineInstaller(StrictFraming framing, Proxy proxy) {
    this.framing = framing;
    this.proxy = proxy;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new ForChannel(null));
    return registry;
  }

  private final class ForChannel implements NettyServerCustomizer {

    private final @Nullable Channel channel;

    ForChannel(@Nullable Channel channel) {
      this.channel = channel;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return new ForChannel(channel);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel != null) {
        String last = framing.install(channel.pipeline());
        channel.pipeline().addAfter(last, "orchestratex-proxy", new ProxyHandler(proxy));
      }
    }
  }
}
