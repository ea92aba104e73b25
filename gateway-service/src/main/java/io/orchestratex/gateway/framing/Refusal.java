package io.orchestratex.gateway.framing;

/**
 * Why bytes are not taken as a request.
 *
 * @param status HTTP status
 * @param title the status's reason
 * @param code stable code for programs
 * @param detail for people
 */
record Refusal(int status, String title, String code, String detail) {

  static Refusal malformed(String code, String detail) {
    return new Refusal(400, "Bad Request", "request." + code, detail);
  }

  static Refusal tooLarge(long maxBytes) {
    return new Refusal(
        413,
        "Content Too Large",
        "request.body-too-large",
        "The body is larger than the " + maxBytes + " bytes that this path takes.");
  }

  static Refusal tooSlow(String what) {
    return new Refusal(
        408, "Request Timeout", "request.too-slow", what + " did not arrive in time.");
  }
}
