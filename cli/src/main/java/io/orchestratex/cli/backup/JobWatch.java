package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import io.orchestratex.cli.output.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows a backup, a restore or a drill until it ends, showing its progress on one line. The job
 * does not depend on it: Ctrl-C ends the watch, a second one cancels the job.
 */
public final class JobWatch {

  private static final Set<String> ENDED =
      Set.of("succeeded", "failed", "cancelled", "rolled_back", "rollback_failed");
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);

  private final Gateway gateway;
  private final Terminal terminal;

  /** Follows jobs of a gateway, and says on a terminal how they go. */
  public JobWatch(Gateway gateway, Terminal terminal) {
    this.gateway = gateway;
    this.terminal = terminal;
  }

  /**
   * The job as it ended.
   *
   * @param noun what it is in commands: {@code backup}, {@code restore} or {@code drill}
   */
  public JsonNode untilEnd(String path, String noun, String id) {
    return Watch.untilEnd(
        () -> untilEnd(path),
        () ->
            terminal
                .err()
                .printf(
                    "%nThe %s %s goes on without this watch. Look at it: ox %1$s show %2$s;"
                        + " cancel it: ox %1$s cancel %2$s, or Ctrl-C again now%n",
                    noun, id),
        _ -> cancel(path, noun, id));
  }

  /** What may be cancelled is decided there; the watch shows what came of it. */
  private void cancel(String path, String noun, String id) {
    try {
      gateway.post(path + "/cancel", Gateway.body());
      terminal.err().println("Cancelling the " + noun + " " + id + ".");
    } catch (ApiFailure e) {
      terminal.err().println("The " + noun + " goes on: " + e.explanation());
    }
  }

  private JsonNode untilEnd(String path) {
    String shown = "";
    while (true) {
      JsonNode job = gateway.watch(path, said -> terminal.say("  " + said));
      String line = line(job);
      if (!line.equals(shown)) {
        terminal.say("  " + line);
        shown = line;
      }
      if (ENDED.contains(job.path("state").asText())) {
        return job;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY.toMillis()));
    }
  }

  private static String line(JsonNode job) {
    JsonNode progress = job.path("progress");
    StringBuilder line = new StringBuilder(job.path("state").asText());
    if (!job.path("waits_for").isEmpty()) {
      List<String> before = new ArrayList<>();
      job.path("waits_for").forEach(id -> before.add(id.asText()));
      line.append(", waits for ").append(String.join(", ", before));
    }
    if (progress.hasNonNull("percent")) {
      line.append(' ').append(progress.path("percent").asInt()).append(" %");
    }
    if (progress.path("bytes").asLong() > 0) {
      line.append(", ").append(Values.bytes(progress.path("bytes")));
      if (progress.path("total_bytes").asLong() >= progress.path("bytes").asLong()) {
        line.append(" of ").append(Values.bytes(progress.path("total_bytes")));
      }
    }
    if (progress.hasNonNull("seconds_left")) {
      line.append(", about ").append(progress.path("seconds_left").asLong()).append(" s left");
    }
    if (!progress.path("detail").asText("").isEmpty()) {
      line.append(", ").append(progress.path("detail").asText());
    }
    return line.toString();
  }
}
