package io.orchestratex.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.output.ExitCode;
import java.io.Serial;

/** The gateway refused a call, or could not be reached. */
public final class ApiFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String explanation;

  private ApiFailure(int status, String code, String explanation) {
    super(explanation);
    this.status = status;
    this.code = code;
    this.explanation = explanation;
  }

  static ApiFailure unreachable(String address, Throwable cause) {
    ApiFailure failure =
        new ApiFailure(
            0,
            "unreachable",
            "No answer from " + address + " (" + cause + "). Is it up? Try: ox status");
    failure.initCause(cause);
    return failure;
  }

  static ApiFailure signedOut(String address) {
    return new ApiFailure(
        401, "signed-out", "Not signed in at " + address + ". Sign in with: ox login");
  }

  static ApiFailure of(int status, JsonNode problem) {
    StringBuilder text = new StringBuilder();
    text.append(problem.path("title").asText("HTTP " + status));
    text.append(": ").append(problem.path("detail").asText("(no detail)"));
    problem
        .path("errors")
        .forEach(error ->
            text.append("\n  ")
                .append(error.path("pointer").asText())
                .append("  ")
                .append(error.path("detail").asText()));
    String code = problem.path("code").asText("http." + status);
    text.append("\n  code ").append(code);
    if (problem.hasNonNull("traceId")) {
      text.append(", trace ").append(problem.get("traceId").asText());
    }
    return new ApiFailure(status, code, text.toString());
  }

  public int status() {
    return status;
  }

  /** The problem's stable code. */
  public String code() {
    return code;
  }

  public String explanation() {
    return explanation;
  }

  public int exitCode() {
    return switch (status) {
      case 0, 502, 503, 504 -> ExitCode.UNREACHABLE;
      case 401, 403 -> ExitCode.DENIED;
      case 404 -> ExitCode.NOT_FOUND;
      case 400, 409, 412, 413, 415, 422, 429 -> ExitCode.REFUSED;
      default -> ExitCode.FAILED;
    };
  }
}
