package io.orchestratex.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;

/** Why a model stopped, where that is worth saying: not where it had said all it had to say. */
final class FinishReason {

  private static final String STOP = "stop";

  private FinishReason() {}

  /** Empty, or words to put behind the numbers of an answer, with the provider's own. */
  static String of(JsonNode response) {
    String reason = response.path("finish_reason").asText("");
    return switch (reason) {
      case "", STOP -> "";
      case "length" -> "; cut off at the limit of tokens (length)";
      case "content_filter" -> "; cut off by the provider's filter (content_filter)";
      case "tool_calls" -> "; ended to call tools (tool_calls)";
      default -> "; ended with " + reason;
    };
  }
}
