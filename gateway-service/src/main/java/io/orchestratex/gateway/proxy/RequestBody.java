package io.orchestratex.gateway.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way through. Its bytes wait here until the service's connection
 * takes them. Of an idempotent request the first 64 KiB are kept beyond that, so that it can be
 * sent again.
 *
 * <p>What waits or is kept is gathered in one buffer each: a client decides how small its pieces
 * are, and a piece of one byte holds far more memory than that.
 */
final class RequestBody {

  /** How much is kept, and how much is waited for before a connection is taken. */
  private static final int FIRST_BYTES = 65_536;

  private final boolean absent;
  private final Deque<ByteBuf> waiting = new ArrayDeque<>();
  private @Nullable ByteBuf kept;

  /** The last of those that wait, which takes what comes. */
  private @Nullable ByteBuf gathered;

  private boolean ended;
  private boolean endSent;
  private boolean dropped;
  private long arrived;
  private long lastByteNanos = System.nanoTime();

  RequestBody(HttpRequest request) {
    HttpHeaders headers = request.headers();
    String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    absent =
        !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
            && (length == null || length.equals("0"));
    kept = !absent && Heads.isIdempotent(request) ? Unpooled.buffer() : null;
  }

  /** Whether the head says that there is none. */
  boolean isAbsent() {
    return absent;
  }

  /** Whether it is here, or its first 64 KiB: then a service need not wait for it. */
  boolean isGathered() {
    return absent || ended || dropped || arrived >= FIRST_BYTES;
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
    ended |= piece instanceof LastHttpContent;
    lastByteNanos = System.nanoTime();
    ByteBuf bytes = piece.content();
    arrived += bytes.readableBytes();
    if (!absent && !dropped && bytes.isReadable()) {
      keep(bytes);
      hold(bytes);
    }
    piece.release();
  }

  private void keep(ByteBuf bytes) {
    if (kept != null && arrived <= FIRST_BYTES) {
      kept.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
    } else {
      stopKeeping();
    }
  }

  private void hold(ByteBuf bytes) {
    if (waiting.isEmpty()) {
      waiting.add(bytes.retain()); // Mostly a connection takes it at once.
      return;
    }
    if (gathered == null) {
      gathered = Unpooled.buffer();
      waiting.add(gathered);
    }
    gathered.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
  }

  /** Whether it can be sent from its beginning. */
  boolean canBeSentAgain() {
    return absent || kept != null;
  }

  /** All that is here is to be sent again. */
  void rewind() {
    forgetWaiting();
    endSent = false;
    if (kept != null && kept.isReadable()) {
      waiting.add(kept.copy());
    }
  }

  /** Passes on what no connection has taken. */
  void sendTo(Consumer<HttpContent> connection) {
    if (absent || dropped) {
      return; // A head that says so is whole by itself.
    }
    gathered = null;
    ByteBuf bytes = waiting.poll();
    while (bytes != null) {
      connection.accept(new DefaultHttpContent(bytes));
      bytes = waiting.poll();
    }
    if (ended && !endSent) {
      endSent = true;
      connection.accept(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  /** It will not be sent again. */
  void stopKeeping() {
    if (kept != null) {
      kept.release();
      kept = null;
    }
  }

  /** The rest is not wanted; what still arrives is dropped. */
  void drop() {
    dropped = true;
    forgetWaiting();
    stopKeeping();
  }

  private void forgetWaiting() {
    gathered = null;
    waiting.forEach(ByteBuf::release);
    waiting.clear();
  }
}
