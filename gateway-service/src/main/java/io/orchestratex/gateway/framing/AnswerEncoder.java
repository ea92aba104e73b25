package io.orchestratex.gateway.framing;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Netty's encoder; it knows whether it writes the answer to a {@code HEAD}, which has no body. */
final class AnswerEncoder extends HttpResponseEncoder {

  private boolean toHead;

  /** Says which kind of request the next answer belongs to. */
  void answers(boolean head) {
    toHead = head;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse response) {
    return toHead || super.isContentAlwaysEmpty(response);
  }
}
