package io.orchestratex.local.part;

/**
 * A service's need.
 *
 * @param service such as {@code session-service}
 */
public record Claim<N extends Need>(String service, N need) {}
