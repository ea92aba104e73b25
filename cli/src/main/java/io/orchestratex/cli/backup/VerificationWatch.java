package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Terminal;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for the end of a verification that was asked for. */
final class VerificationWatch {

  private static final Set<String> GOING_ON = Set.of("", "queued", "running", "verifying");

  private final Gateway gateway;
  private final Terminal terminal;

  VerificationWatch(Gateway gateway, Terminal terminal) {
    this.gateway = gateway;
    this.terminal = terminal;
  }

  /** The field {@code verification} of the backup, once it ended. */
  JsonNode untilEnd(String path) {
    while (true) {
      JsonNode verification = gateway.watch(path, terminal::say).path("verification");
      if (!GOING_ON.contains(verification.path("state").asText(""))) {
        return verification;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }
}
