package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for the end of a verification that was asked for. */
final class VerificationWatch {

  private static final Set<String> GOING_ON = Set.of("", "queued", "running", "verifying");

  private final Gateway gateway;

  VerificationWatch(Gateway gateway) {
    this.gateway = gateway;
  }

  /** The field {@code verification} of the backup, once it ended. */
  JsonNode untilEnd(String path) {
    while (true) {
      JsonNode verification = gateway.get(path).path("verification");
      if (!GOING_ON.contains(verification.path("state").asText(""))) {
        return verification;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }
}
