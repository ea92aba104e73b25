package io.orchestratex.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Problem;
import io.orchestratex.local.fault.FaultText;
import java.io.Serial;
import java.util.Locale;
import org.apache.kafka.common.errors.AuthenticationException;

/** The gateway refused a call, could not be reached, or is not the one that was meant. */
public final class ApiFailure extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient Problem problem;

  private ApiFailure(int status, String code, String explanation, ObjectNode document) {
    super(explanation);
    this.status = status;
    this.code = code;
    document.put("exit_code", exitCode(status, code)).putIfAbsent("code", new TextNode(code));
    this.problem = new Problem(explanation, document);
  }

  private ApiFailure(int status, String code, String explanation) {
    this(
        status,
        code,
        explanation,
        new Problem(exitCode(status, code), "ox." + code, explanation).document());
  }

  static ApiFailure unreachable(String address, Throwable cause) {
    ApiFailure failure =
        new ApiFailure(
            0,
            "unreachable",
            "No answer from "
                + address
                + ": "
                + FaultText.of(cause)
                + ". Is it up? Try: ox status");
    failure.initCause(cause);
    return failure;
  }

  /** Kafka does not answer, or does not take the account. */
  public static ApiFailure noBroker(String address, RuntimeException cause) {
    boolean refused = cause instanceof AuthenticationException;
    ApiFailure failure =
        new ApiFailure(
            refused ? 401 : 0,
            refused ? "kafka-account-refused" : "kafka-unreachable",
            refused
                ? "Kafka at " + address + " refuses the account: " + cause.getMessage()
                : "No answer from Kafka at " + address + ". Is it up? Try: ox status");
    failure.initCause(cause);
    return failure;
  }

  /** Something answers that is not what was asked for. */
  static ApiFailure notAGateway(String address, String what) {
    return new ApiFailure(
        0, "not-a-gateway", "What answers at " + address + " is no OrchestrateX gateway: " + what);
  }

  /** Another program has the port of this checkout's gateway. */
  static ApiFailure notOwnGateway(String address, String stranger) {
    return new ApiFailure(
        0,
        "not-own-gateway",
        "Nothing was sent: "
            + stranger
            + ", which is not this checkout's gateway. Start that with: ox up."
            + " To talk to the other one, name it: --gateway "
            + address);
  }

  static ApiFailure signedOut(String address) {
    return new ApiFailure(
        401, "signed-out", "Not signed in at " + address + ". Sign in with: ox login");
  }

  /** The tokens were signed by keys that this gateway does not have. */
  static ApiFailure ofAnotherInstallation(String address) {
    return new ApiFailure(
        401,
        "other-installation",
        "The sign-in that is kept for "
            + address
            + " is of another installation: of another checkout, or from before a reset."
            + " Sign in with: ox login");
  }

  /** Nobody has the name that was given. */
  public static ApiFailure noSuchUser(String name) {
    return new ApiFailure(404, "user-unknown", "There is no user called " + name + ".");
  }

  static ApiFailure of(int status, JsonNode problem) {
    StringBuilder text = new StringBuilder();
    String detail = problem.path("detail").asText("(no detail)");
    text.append(problem.path("title").asText("HTTP " + status));
    text.append(": ").append(detail);
    problem
        .path("errors")
        .forEach(error -> {
          String pointer = error.path("pointer").asText();
          String wrong = error.path("detail").asText();
          if (!detail.contains(pointer) || !detail.contains(wrong)) {
            text.append("\n  ").append(pointer).append("  ").append(wrong);
          }
        });
    String code = problem.path("code").asText("http." + status);
    text.append("\n  code ").append(code);
    if (problem.hasNonNull("traceId")) {
      text.append(", trace ").append(problem.get("traceId").asText());
    }
    ObjectNode document = problem instanceof ObjectNode known ? known.deepCopy() : Gateway.body();
    return new ApiFailure(status, code, text.toString(), document);
  }

  public int status() {
    return status;
  }

  /** The problem's stable code. */
  public String code() {
    return code;
  }

  public String explanation() {
    return problem.words();
  }

  /** For people and for scripts. */
  public Problem problem() {
    return problem;
  }

  public int exitCode() {
    return exitCode(status, code);
  }

  private static int exitCode(int status, String code) {
    return switch (status) {
      case 0, 502, 503, 504 -> ExitCode.UNREACHABLE;
      case 401, 403 -> ExitCode.DENIED;
      case 404 -> ExitCode.NOT_FOUND;
      case 400, 409, 412, 413, 415, 422, 429 ->
          namesUnknown(code) ? ExitCode.NOT_FOUND : ExitCode.REFUSED;
      default -> ExitCode.FAILED;
    };
  }

  /** {@code backup.target-unknown}: a thing was named that does not exist. */
  private static boolean namesUnknown(String code) {
    String name = code.toLowerCase(Locale.ROOT);
    return (name.endsWith("-unknown") || name.endsWith(".unknown"))
        && !name.startsWith("filter.")
        && !name.startsWith("request.");
  }
}
