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
  private final String field;

  /**
   * @param field of the backup, which says how it goes
   */
  VerificationWatch(Gateway gateway, Terminal terminal, String field) {
    this.gateway = gateway;
    this.terminal = terminal;
    this.field = field;
  }

  /** The field of the backup, once the check ended. */
  JsonNode untilEnd(String path) {
    while (true) {
      JsonNode verification = gateway.watch(path, terminal::say).path(field);
      if (!GOING_ON.contains(verification.path("state").asText(""))) {
        return verification;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }
  }
}
