package io.orchestratex.session.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.session.provider.WholeCharacters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of an answer in the OpenAI chat protocol. Providers send pieces that say nothing (the
 * role alone, no choices, null for a text) or their usage alone, so each part may be absent.
 *
 * @param text empty when there is none
 * @param finishReason in the provider's own word; an empty one means that the answer goes on
 * @param error what the provider reports in place of a piece: a number such as 429, or 0 where it
 *     gave none; null when it reports no error
 */
record Chunk(
    String text,
    @Nullable String finishReason,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Integer error) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What was sent is not of the protocol. */
  static final class UnreadableException extends IOException {

    private static final long serialVersionUID = 1L;

    UnreadableException(@Nullable Throwable cause) {
      super("a piece is not of the protocol", cause);
    }
  }

  /** Reads one; also a whole answer of a server that does not stream. */
  static Chunk of(String data) throws UnreadableException {
    JsonNode root;
    try {
      root = JSON.readTree(data);
    } catch (JsonProcessingException e) {
      // Its text quotes what was sent.
      throw new UnreadableException(null);
    }
    if (!root.isObject()) {
      throw new UnreadableException(null);
    }
    JsonNode choice = root.path("choices").path(0);
    JsonNode said = choice.has("delta") ? choice.path("delta") : choice.path("message");
    JsonNode reason = choice.path("finish_reason");
    JsonNode usage = root.path("usage");
    return new Chunk(
        text(said.path("content")),
        reason.isTextual() && !reason.asText().isBlank() ? whole(reason.asText()) : null,
        count(usage.path("prompt_tokens")),
        count(usage.path("completion_tokens")),
        error(root.path("error")));
  }

  /** The error that an event of that name reports. */
  static Chunk error(String data) {
    try {
      JsonNode root = JSON.readTree(data);
      Integer inside = error(root.path("error"));
      return failed(inside == null ? code(root) : inside);
    } catch (JsonProcessingException e) {
      return failed(0);
    }
  }

  private static Chunk failed(int code) {
    return new Chunk("", null, null, null, code);
  }

  private static @Nullable Integer error(JsonNode error) {
    return error.isMissingNode() || error.isNull() ? null : code(error);
  }

  private static int code(JsonNode error) {
    int code = error.path("code").asInt(0);
    return code == 0 ? error.path("status").asInt(0) : code;
  }

  /** A text, or the texts of a list of parts. */
  private static String text(JsonNode content) {
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder parts = new StringBuilder();
    if (content.isArray()) {
      content.forEach(part -> parts.append(part.path("text").asText("")));
    }
    return parts.toString();
  }

  private static String whole(String text) {
    WholeCharacters characters = new WholeCharacters();
    return characters.next(text) + characters.rest();
  }

  private static @Nullable Long count(JsonNode count) {
    return count.isNumber() ? Math.max(0, count.asLong()) : null;
  }
}
