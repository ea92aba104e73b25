package io.orchestratex.gateway.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands before the HTTP decoder, scans each head and hands the decoder one request at a time, so
 * that a request that hides behind another's body is seen.
 */
final class HeadGate extends ChannelInboundHandlerAdapter {

  private final RequestGuard guard;
  private final HeadScan scan = new HeadScan();

  HeadGate(RequestGuard guard) {
    this.guard = guard;
  }

  HeadScan scan() {
    return scan;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ctx.fireChannelRead(message);
      return;
    }
    boolean passedOn = false;
    try {
      while (in.isReadable() && !guard.isRefusing()) {
        int size = partSize(ctx, in);
        if (guard.isRefusing()) {
          return;
        }
        if (size == in.readableBytes()) {
          passedOn = true;
          ctx.fireChannelRead(in);
          return;
        }
        ctx.fireChannelRead(in.readRetainedSlice(size));
      }
    } finally {
      if (!passedOn) {
        ReferenceCountUtil.release(in);
      }
    }
  }

  /** How many bytes may go to the decoder before the next look. */
  private int partSize(ChannelHandlerContext ctx, ByteBuf in) {
    if (guard.awaitsHead()) {
      int end = scan.scan(in);
      Refusal fault = scan.fault();
      if (fault != null) {
        guard.refuseUncounted(fault);
        return 0;
      }
      if (end < 0) {
        guard.headGoesOn();
        return in.readableBytes();
      }
      guard.headScanned();
      return end - in.readerIndex();
    }
    long left = guard.bodyBytesLeft();
    return left > 0 ? (int) Math.min(left, in.readableBytes()) : in.readableBytes();
  }
}
