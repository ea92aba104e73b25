package io.orchestratex.session.provider;

/** Tokens of one call: what was sent (prompt and history) and what came back. */
public record Usage(long inputTokens, long outputTokens) {

  public static final Usage NONE = new Usage(0, 0);

  private static final int CHARACTERS_PER_TOKEN = 4;

  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException("tokens are counted from 0");
    }
  }

  public long total() {
    return inputTokens + outputTokens;
  }

  /**
   * Roughly how many tokens a text has, for when a provider does not say: a token of English is
   * about four characters.
   */
  public static long estimate(CharSequence text) {
    return (text.length() + CHARACTERS_PER_TOKEN - 1L) / CHARACTERS_PER_TOKEN;
  }
}
