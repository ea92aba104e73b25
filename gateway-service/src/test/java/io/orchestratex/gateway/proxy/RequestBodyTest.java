package io.orchestratex.gateway.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a body holds while it waits for a connection to its service. */
class RequestBodyTest {

  private RequestBody body = new RequestBody(chunked(HttpMethod.PUT));
  private final List<ByteBuf> sent = new ArrayList<>();

  private static HttpRequest chunked(HttpMethod method) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, "/");
    request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
    return request;
  }

  private ByteBuf add(String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, US_ASCII);
    body.add(new DefaultHttpContent(bytes));
    sent.add(bytes);
    return bytes;
  }

  private void end(String text) {
    ByteBuf bytes = Unpooled.copiedBuffer(text, US_ASCII);
    body.add(new DefaultLastHttpContent(bytes));
    sent.add(bytes);
  }

  /** What a connection gets, which then forgets it. */
  private List<HttpContent> passed(StringBuilder text) {
    List<HttpContent> pieces = new ArrayList<>();
    body.sendTo(piece -> {
      text.append(piece.content().toString(US_ASCII));
      piece.release();
      pieces.add(piece);
    });
    return pieces;
  }

  @Test
  void holdsNoPieceForEachByteThatAClientSendsAlone() {
    for (int i = 0; i < 10_000; i++) {
      add("x");
    }
    assertThat(body.isGathered()).isFalse();
    assertThat(sent.stream().filter(piece -> piece.refCnt() > 0)).hasSizeLessThan(2);

    end("y");

    StringBuilder text = new StringBuilder();
    List<HttpContent> pieces = passed(text);
    assertThat(text).hasToString("x".repeat(10_000) + "y");
    assertThat(pieces).hasSizeLessThan(4);
    assertThat(pieces.getLast()).isInstanceOf(LastHttpContent.class);
    assertThat(sent).allMatch(piece -> piece.refCnt() == 0);
  }

  @Test
  void ofARequestWithoutOneNothingIsSentButItsHead() {
    RequestBody none =
        new RequestBody(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
    none.add(LastHttpContent.EMPTY_LAST_CONTENT);
    List<HttpContent> pieces = new ArrayList<>();

    none.sendTo(pieces::add);

    assertThat(pieces).isEmpty();
  }

  @Test
  void isSentAgainFromItsBeginningWithItsEnd() {
    add("one ");
    add("two ");
    StringBuilder first = new StringBuilder();
    assertThat(passed(first)).noneMatch(LastHttpContent.class::isInstance);
    end("three");
    passed(first);

    body.rewind();

    StringBuilder second = new StringBuilder();
    assertThat(passed(second).getLast()).isInstanceOf(LastHttpContent.class);
    assertThat(second).hasToString("one two three").hasToString(first.toString());
    assertThat(passed(second)).isEmpty();
  }

  @Test
  void ofARequestThatIsNeverSentAgainNothingIsKept() {
    body = new RequestBody(chunked(HttpMethod.POST));
    add("one ");
    assertThat(body.isGathered()).isFalse();
    assertThat(body.canBeSentAgain()).isFalse();
    StringBuilder text = new StringBuilder();
    passed(text);

    assertThat(sent).as("no copy of it is left").allMatch(piece -> piece.refCnt() == 0);
    add("z".repeat(70_000));
    assertThat(body.isGathered()).as("a connection need not wait for more").isTrue();
    end(" end");
    assertThat(passed(text).getLast()).isInstanceOf(LastHttpContent.class);
    assertThat(text).hasToString("one " + "z".repeat(70_000) + " end");
  }

  @Test
  void keepsNoMoreThanItsBeginningButPassesAllOfIt() {
    String much = "z".repeat(40_000);
    add(much);
    assertThat(body.canBeSentAgain()).isTrue();
    add(much);

    assertThat(body.canBeSentAgain()).isFalse();
    assertThat(body.isGathered()).isTrue();
    StringBuilder text = new StringBuilder();
    passed(text);
    add("a");
    passed(text);
    assertThat(text).hasToString(much + much + "a");
  }

  @Test
  void forgetsAllWhenItIsNotWanted() {
    add("one");
    add("two");

    body.drop();
    end("three");

    assertThat(passed(new StringBuilder())).isEmpty();
    assertThat(sent).allMatch(piece -> piece.refCnt() == 0);
  }
}
