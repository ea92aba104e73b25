package io.orchestratex.cli.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/**
 * Why a command failed: words for people, a problem document (RFC 9457) for scripts, both on
 * standard error.
 *
 * @param words for people; may have several lines
 * @param document for scripts
 */
public record Problem(String words, ObjectNode document) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** One that the command line met itself. */
  public Problem(int exitCode, String code, String detail) {
    this(detail, document(exitCode, code, detail));
  }

  private static ObjectNode document(int exitCode, String code, String detail) {
    return JSON.createObjectNode()
        .put("type", "https://orchestratex.io/problems/" + code)
        .put("title", title(exitCode))
        .put("detail", detail)
        .put("code", code)
        .put("exit_code", exitCode);
  }

  private static String title(int exitCode) {
    return switch (exitCode) {
      case ExitCode.USAGE -> "Wrong usage";
      case ExitCode.UNREACHABLE -> "Unreachable";
      case ExitCode.DENIED -> "Not allowed";
      case ExitCode.NOT_FOUND -> "Not found";
      case ExitCode.REFUSED -> "Refused";
      case ExitCode.PARTIAL -> "Partial";
      case ExitCode.INTERRUPTED -> "Interrupted";
      default -> "Failed";
    };
  }

  /** Prints it as the caller reads it. */
  public void print(PrintWriter err, boolean json) {
    try {
      if (json) {
        err.println(JSON.writeValueAsString(document));
      } else {
        Terminal.safe(err).println(words);
      }
      err.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
