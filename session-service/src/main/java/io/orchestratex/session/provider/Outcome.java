package io.orchestratex.session.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended; each ending says what it used and holds the text that had arrived, in whole
 * characters.
 */
public sealed interface Outcome {

  String text();

  Usage usage();

  /**
   * The model ended its answer.
   *
   * @param finishReason why, in the provider's own word: {@code stop}, {@code length}, {@code
   *     content_filter}, {@code tool_calls} or any other; null when it did not say
   */
  record Answered(String text, Usage usage, @Nullable String finishReason) implements Outcome {

    /** The reason of an answer that came to its end. */
    public static final String STOP = "stop";

    /** The reason of an answer that came to the limit of tokens. */
    public static final String LENGTH = "length";

    private static final int LONGEST_REASON = 100;

    public Answered {
      if (finishReason != null && finishReason.length() > LONGEST_REASON) {
        finishReason = finishReason.substring(0, LONGEST_REASON);
      }
    }
  }

  /**
   * The provider failed, before or in the middle of the answer.
   *
   * @param reason what went wrong, for a person to read; no secrets
   * @param retryAfter when it may be asked again, if it has too much to do; null for other faults
   */
  record Failed(String text, Usage usage, String reason, @Nullable Duration retryAfter)
      implements Outcome {}

  /** The caller gave the call up. */
  record Cancelled(String text, Usage usage) implements Outcome {}
}
