package io.orchestratex.gateway.framing;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import jakarta.inject.Singleton;

/** Puts the guard into the pipeline of each connection. */
@Singleton
final class GuardInstaller implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {

  private final FramingSettings settings;

  GuardInstaller(FramingSettings settings) {
    this.settings = settings;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    NettyServerCustomizer.Registry registry = event.getBean();
    registry.register(new ForChannel(null));
    return registry;
  }

  private final class ForChannel implements NettyServerCustomizer {

    private final @org.jspecify.annotations.Nullable Channel channel;

    ForChannel(@org.jspecify.annotations.Nullable Channel channel) {
      this.channel = channel;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return new ForChannel(channel);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel == null) {
        return;
      }
      String codec = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
      if (channel.pipeline().get(codec) == null) {
        throw new IllegalStateException("the pipeline has no HTTP/1.1 decoder to guard");
      }
      RequestGuard guard = new RequestGuard(settings);
      channel.pipeline().addBefore(codec, "orchestratex-head-gate", guard.gate());
      channel.pipeline().addAfter(codec, "orchestratex-request-guard", guard);
    }
  }
}
