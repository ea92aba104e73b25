package io.orchestratex.session.provider;

import java.util.List;

/**
 * What a model is asked.
 *
 * @param history earlier exchanges of the thread, oldest first
 */
public record ModelRequest(
    String model, String prompt, List<Exchange> history, ModelSettings settings) {

  public ModelRequest {
    history = List.copyOf(history);
  }

  /** A prompt that was answered before. */
  public record Exchange(String prompt, String answer) {}

  /** Roughly how many tokens are sent. */
  public long estimatedInputTokens() {
    long tokens = Usage.estimate(prompt);
    for (Exchange exchange : history) {
      tokens += Usage.estimate(exchange.prompt()) + Usage.estimate(exchange.answer());
    }
    return tokens;
  }
}
