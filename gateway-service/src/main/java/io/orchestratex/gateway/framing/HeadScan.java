package io.orchestratex.gateway.framing;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the raw bytes of a request's head for what the HTTP decoder hides: folded header lines,
 * lines that end in a bare LF, blanks before a colon, and how often {@code Host}, {@code
 * Content-Length} and {@code Transfer-Encoding} were really sent (the decoder drops a length that
 * comes with a transfer encoding). Fed piece by piece; one per connection, used again for each
 * request.
 */
final class HeadScan implements ByteProcessor {

  private static final byte[] HOST = "host:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ENCODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);

  private final byte[] lineStart = new byte[ENCODING.length];
  private int linePosition;
  private boolean inRequestLine;
  private boolean colonSeen;
  private boolean lastWasReturn;
  private @Nullable Refusal fault;
  private int hosts;
  private int lengths;
  private int encodings;

  HeadScan() {
    reset();
  }

  /** Ready for the next head. */
  void reset() {
    linePosition = 0;
    inRequestLine = true;
    colonSeen = false;
    lastWasReturn = false;
    fault = null;
    hosts = 0;
    lengths = 0;
    encodings = 0;
  }

  @Nullable Refusal fault() {
    return fault;
  }

  int hosts() {
    return hosts;
  }

  int lengths() {
    return lengths;
  }

  int encodings() {
    return encodings;
  }

  /**
   * Reads on, without moving the buffer's indexes.
   *
   * @return the index behind the head's last byte, or -1 when the head goes on in the next buffer
   *     or is at fault
   */
  int scan(ByteBuf in) {
    int last = in.forEachByte(this);
    return last < 0 || fault != null ? -1 : last + 1;
  }

  /** Takes the next byte; false at the end of the head, or at a fault. */
  @Override
  public boolean process(byte b) {
    if (b == '\n') {
      return endsLine();
    }
    if (lastWasReturn) {
      fault = Refusal.malformed("bare-carriage-return", "The head holds a CR without LF.");
      return false;
    }
    if (b == '\r') {
      lastWasReturn = true;
      return true;
    }
    return take(b);
  }

  private boolean endsLine() {
    if (!lastWasReturn) {
      fault = Refusal.malformed("bare-line-feed", "A line of the head ends without CR.");
      return false;
    }
    lastWasReturn = false;
    if (linePosition == 0) {
      return inRequestLine;
    }
    endLine();
    return true;
  }

  private boolean take(byte b) {
    boolean blank = b == ' ' || b == '\t';
    if (!inRequestLine && blank && linePosition == 0) {
      fault = Refusal.malformed("folded-header", "A header line is folded.");
      return false;
    }
    if (!inRequestLine && blank && !colonSeen) {
      fault = Refusal.malformed("header-name", "A header's name holds a blank.");
      return false;
    }
    if (b == ':') {
      colonSeen = true;
    }
    if (linePosition < lineStart.length) {
      lineStart[linePosition] = b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }
    linePosition++;
    return true;
  }

  private void endLine() {
    if (!inRequestLine) {
      if (startsWith(HOST)) {
        hosts++;
      } else if (startsWith(LENGTH)) {
        lengths++;
      } else if (startsWith(ENCODING)) {
        encodings++;
      }
    }
    inRequestLine = false;
    linePosition = 0;
    colonSeen = false;
  }

  private boolean startsWith(byte[] prefix) {
    if (linePosition < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (lineStart[i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
