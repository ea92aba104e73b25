package io.orchestratex.gateway.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The body of a request on its way through. Pieces wait here until the service's connection takes
 * them; the first 64 KiB are kept beyond that, so that the request can be sent again.
 */
final class RequestBody {

  private static final int KEPT_BYTES = 65_536;

  private final boolean absent;
  private final Deque<HttpContent> waiting = new ArrayDeque<>();
  private final List<HttpContent> kept = new ArrayList<>();
  private boolean ended;
  private boolean dropped;
  private boolean keeping = true;
  private int keptBytes;
  private long lastByteNanos = System.nanoTime();

  RequestBody(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    absent =
        !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            && (length == null || length.equals("0"));
  }

  /** Whether the head says that there is none. */
  boolean isAbsent() {
    return absent;
  }

  /** Whether it is here, or as much of it as is kept: then a service need not wait for it. */
  boolean isGathered() {
    return absent || ended || !keeping || keptBytes >= KEPT_BYTES;
  }

  /** Whether all of it has arrived. */
  boolean hasEnded() {
    return ended;
  }

  /** Whether more of it may come. */
  boolean isOpen() {
    return !absent && !ended;
  }

  /** When the last of it arrived, as {@link System#nanoTime}. */
  long lastByteNanos() {
    return lastByteNanos;
  }

  /** Takes a piece from the client. Trailers concern one connection only and stay behind. */
  void add(HttpContent piece) {
    boolean last = piece instanceof LastHttpContent;
    ended |= last;
    lastByteNanos = System.nanoTime();
    if (absent || dropped) {
      piece.release();
      return;
    }
    HttpContent passed = HopHeaders.withoutTrailers(piece);
    keep(passed);
    waiting.add(passed);
  }

  private void keep(HttpContent piece) {
    keptBytes += piece.content().readableBytes();
    if (keeping && keptBytes <= KEPT_BYTES) {
      kept.add(piece.retainedDuplicate());
    } else {
      stopKeeping();
    }
  }

  /** Whether it can be sent from its beginning. */
  boolean canBeSentAgain() {
    return absent || keeping;
  }

  /** All pieces that are here are to be sent again. */
  void rewind() {
    waiting.forEach(HttpContent::release);
    waiting.clear();
    kept.forEach(piece -> waiting.add(piece.retainedDuplicate()));
  }

  /** Passes on the pieces that no connection has taken. */
  void sendTo(UpstreamConnection connection) {
    HttpContent piece = waiting.poll();
    while (piece != null) {
      connection.write(piece);
      piece = waiting.poll();
    }
  }

  /** It will not be sent again. */
  void stopKeeping() {
    keeping = false;
    kept.forEach(HttpContent::release);
    kept.clear();
  }

  /** The rest is not wanted; what still arrives is dropped. */
  void drop() {
    dropped = true;
    waiting.forEach(HttpContent::release);
    waiting.clear();
    stopKeeping();
  }
}
