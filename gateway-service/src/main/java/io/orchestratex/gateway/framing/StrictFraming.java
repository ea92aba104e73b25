package io.orchestratex.gateway.framing;

import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpDecoderConfig;
import jakarta.inject.Singleton;

/**
 * Puts the strict codec and the guard at the head of a connection's pipeline. What comes out of the
 * last of them is one request at a time that has one meaning only.
 */
@Singleton
public final class StrictFraming {

  private static final String CODEC = ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC;
  private static final String ONE_AT_A_TIME = "orchestratex-one-at-a-time";
  private static final String GUARD = "orchestratex-request-guard";

  private final FramingSettings settings;
  private final NettyHttpServerConfiguration server;

  StrictFraming(FramingSettings settings, NettyHttpServerConfiguration server) {
    this.settings = settings;
    this.server = server;
  }

  /**
   * Replaces the server's codec.
   *
   * @return the name of the last handler that was put in
   */
  public String install(ChannelPipeline pipeline) {
    if (pipeline.get(CODEC) == null) {
      throw new IllegalStateException("the pipeline has no HTTP/1.1 codec to replace");
    }
    AnswerEncoder encoder = new AnswerEncoder();
    OneAtATime oneAtATime = new OneAtATime(encoder);
    RequestGuard guard = new RequestGuard(settings, oneAtATime);
    HttpDecoderConfig config =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(server.getMaxInitialLineLength())
            .setMaxHeaderSize(server.getMaxHeaderSize())
            .setMaxChunkSize(server.getMaxChunkSize())
            .setInitialBufferSize(server.getInitialBufferSize());
    StrictRequestDecoder decoder = new StrictRequestDecoder(config, guard::headBegan);
    pipeline.replace(CODEC, CODEC, new CombinedChannelDuplexHandler<>(decoder, encoder));
    pipeline.addAfter(CODEC, ONE_AT_A_TIME, oneAtATime);
    pipeline.addAfter(ONE_AT_A_TIME, GUARD, guard);
    return GUARD;
  }
}
