package io.orchestratex.backup.engine.redis;

import java.io.IOException;
import java.io.Serial;

/** The server answered with an error, such as {@code NOPERM this user has no permissions …}. */
final class RedisReplyException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param said what the server said
   */
  RedisReplyException(String said) {
    super(said);
  }

  /** The first word, which tells kinds of errors apart. */
  String kind() {
    String said = String.valueOf(getMessage());
    int space = said.indexOf(' ');
    return space < 0 ? said : said.substring(0, space);
  }
}
