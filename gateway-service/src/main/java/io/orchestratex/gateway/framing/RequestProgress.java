package io.orchestratex.gateway.framing;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;

/** How far the request on a connection has arrived. Used on the connection's event loop only. */
public final class RequestProgress {

  private static final AttributeKey<RequestProgress> KEY =
      AttributeKey.valueOf(RequestProgress.class, "progress");

  private boolean complete = true;
  private long lastByteNanos = System.nanoTime();

  /** The progress of a connection. */
  public static RequestProgress of(Channel channel) {
    RequestProgress progress = channel.attr(KEY).get();
    if (progress == null) {
      progress = new RequestProgress();
      channel.attr(KEY).set(progress);
    }
    return progress;
  }

  /** Whether the body has arrived as a whole. */
  public boolean isComplete() {
    return complete;
  }

  /** When the last byte of the request arrived, as {@link System#nanoTime}. */
  public long lastByteNanos() {
    return lastByteNanos;
  }

  void arrived(boolean last) {
    complete = last;
    lastByteNanos = System.nanoTime();
  }
}
