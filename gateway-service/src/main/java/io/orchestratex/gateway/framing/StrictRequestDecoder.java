package io.orchestratex.gateway.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, and what it repairs or passes where the gateway refuses: folded header lines, a
 * bare CR between the parts of a request line, headers that may come once and came twice, and
 * chunks whose sizes, extensions and trailers take more bytes than what they carry can explain.
 * Everything else that is malformed it refuses itself
 * (docs/adr/2026-11-27-framing-what-stays-ours.md).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  private static final AsciiString API_KEY = AsciiString.cached("x-api-key");
  private static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");

  /** A chunk of one byte is framed by five. */
  private static final int FRAMING_OF_A_BYTE = 8;

  private static final int FRAMING_OF_A_BODY = 16_384;

  private final Runnable onPartOfHead;
  private boolean inHead = true;
  private boolean pastRequestLine;

  /** A bit for each of the headers that may come once. */
  private int seen;

  private long framingBytes;
  private long contentBytes;
  private @Nullable String fault;

  /** Says in words of ours what is wrong with a head. */
  static final class MalformedHeadException extends IllegalArgumentException {

    @Serial private static final long serialVersionUID = 1L;

    MalformedHeadException(String message) {
      super(message);
    }
  }

  /** The framing of a body is larger than the body. */
  static final class OversizedFramingException extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1L;

    OversizedFramingException() {
      super("the chunks' sizes, extensions and trailers are larger than what they carry");
    }
  }

  /**
   * Makes the decoder of one connection.
   *
   * @param onPartOfHead runs when a head has begun and is not complete
   */
  StrictRequestDecoder(HttpDecoderConfig config, Runnable onPartOfHead) {
    super(config);
    this.onPartOfHead = onPartOfHead;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    int from = in.readerIndex();
    int messages = out.size();
    super.decode(ctx, in, out);
    if (inHead) {
      scan(in, from, in.readerIndex());
      if (out.size() == messages) {
        onPartOfHead.run();
      } else if (out.get(messages) instanceof HttpRequest request) {
        endHead(request);
      }
    } else {
      measure(in.readerIndex() - from, out, messages);
    }
    if (out.size() > messages) {
      inHead = out.getLast() instanceof LastHttpContent;
    }
  }

  /** Weighs what frames a body: Netty skips it, so it counts nowhere else. */
  private void measure(int consumed, List<Object> out, int messages) {
    int content = 0;
    HttpContent last = null;
    for (int i = messages; i < out.size(); i++) {
      if (out.get(i) instanceof HttpContent piece) {
        content += piece.content().readableBytes();
        last = piece;
      }
    }
    contentBytes += content;
    framingBytes += consumed - content;
    if (framingBytes > FRAMING_OF_A_BODY + FRAMING_OF_A_BYTE * contentBytes
        && last != null
        && last != LastHttpContent.EMPTY_LAST_CONTENT) {
      last.setDecoderResult(DecoderResult.failure(new OversizedFramingException()));
    }
  }

  /** Looks at lines of the head that were just decoded; they are complete, to the LF. */
  private void scan(ByteBuf in, int from, int to) {
    int line = from;
    while (line < to && fault == null) {
      int end = in.indexOf(line, to, HttpConstants.LF);
      if (end < 0) {
        return;
      }
      byte first = in.getByte(line);
      if (pastRequestLine && (first == HttpConstants.SP || first == HttpConstants.HT)) {
        fault = "A header line is folded.";
      } else if (!pastRequestLine && in.indexOf(line, end - 1, HttpConstants.CR) >= 0) {
        fault = "The request line holds a CR without LF.";
      }
      // Empty lines may come before a request.
      pastRequestLine |= end > line + 1;
      line = end + 1;
    }
  }

  private void endHead(HttpRequest request) {
    if (fault != null && request.decoderResult().isSuccess()) {
      request.setDecoderResult(DecoderResult.failure(new MalformedHeadException(fault)));
    }
    fault = null;
    seen = 0;
    framingBytes = 0;
    contentBytes = 0;
    pastRequestLine = false;
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    if (inHead && fault == null) {
      count(name);
    }
    return name;
  }

  /** Headers that mean something else when they come twice, distinguished by their length first. */
  private void count(AsciiString name) {
    AsciiString once =
        switch (name.length()) {
          case 9 -> API_KEY;
          case 13 -> HttpHeaderNames.AUTHORIZATION;
          case 14 -> HttpHeaderNames.CONTENT_LENGTH;
          case 15 -> IDEMPOTENCY_KEY;
          default -> null;
        };
    if (once == null || !once.contentEqualsIgnoreCase(name)) {
      return;
    }
    int bit = 1 << name.length();
    if ((seen & bit) != 0) {
      fault = shown(once) + " was sent more than once.";
    }
    seen |= bit;
  }

  private static String shown(AsciiString name) {
    return name == API_KEY
        ? "X-API-Key"
        : name == HttpHeaderNames.AUTHORIZATION
            ? "Authorization"
            : name == HttpHeaderNames.CONTENT_LENGTH ? "Content-Length" : "Idempotency-Key";
  }
}
