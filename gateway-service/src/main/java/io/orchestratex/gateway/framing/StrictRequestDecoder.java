package io.orchestratex.gateway.framing;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpConstants;
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
 * Netty's decoder, and the three things that it repairs where the gateway refuses: folded header
 * lines, a bare CR between the parts of a request line, and several lengths in an HTTP/1.0 request.
 * Everything else that is malformed it refuses itself
 * (docs/adr/2026-11-27-framing-what-stays-ours.md).
 */
final class StrictRequestDecoder extends HttpRequestDecoder {

  private final Runnable onPartOfHead;
  private boolean inHead = true;
  private boolean pastRequestLine;
  private int lengths;
  private @Nullable String fault;

  /** Says in words of ours what is wrong with a head. */
  static final class MalformedHeadException extends IllegalArgumentException {

    @Serial private static final long serialVersionUID = 1L;

    MalformedHeadException(String message) {
      super(message);
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
    }
    if (out.size() > messages) {
      inHead = out.getLast() instanceof LastHttpContent;
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
    if (fault == null && lengths > 1) {
      fault = "Content-Length was sent more than once.";
    }
    if (fault != null && request.decoderResult().isSuccess()) {
      request.setDecoderResult(DecoderResult.failure(new MalformedHeadException(fault)));
    }
    fault = null;
    lengths = 0;
    pastRequestLine = false;
  }

  @Override
  protected AsciiString splitHeaderName(byte[] line, int start, int length) {
    AsciiString name = super.splitHeaderName(line, start, length);
    if (inHead && HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(name)) {
      lengths++;
    }
    return name;
  }
}
