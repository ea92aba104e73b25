package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ox readiness}: whether each target could be brought back now. */
@Command(
    name = "readiness",
    description = "Say of each target whether it could be brought back now, and why (not).",
    mixinStandardHelpOptions = true)
public final class ReadinessCommand implements Callable<Integer> {

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;
  @Mixin private Paging paging;

  @Parameters(
      arity = "0..1",
      paramLabel = "TARGET",
      description = "Only this target, with its databases and all that the verdict goes by.")
  private @Nullable String target;

  @Override
  public Integer call() {
    String filter = target == null ? "" : "&target=" + Gateway.escaped(target);
    JsonNode answer = connection.gateway().get("/api/v1/readiness?" + paging.query() + filter);
    Table table =
        new Table()
            .name("TARGET", "/target")
            .text("VERDICT", "/verdict")
            .text("DATABASES READY", ReadinessCommand::databases)
            .text("LAST GOOD BACKUP", row -> Values.time(row.path("last_good_backup_at")))
            .text("LAST DRILL", row -> Values.time(row.path("last_drill_at")))
            .number("RECOVERY TAKES", row -> Values.seconds(row.path("expected_recovery_ms")))
            .text("WHY", "/reason");
    terminal.list(answer, table, "No targets.");
    if (target != null && !terminal.json()) {
      for (JsonNode each : answer.path("items")) {
        terminal.say("");
        new Table()
            .name("DATABASE", "/database")
            .text("VERDICT", "/verdict")
            .name("NEWEST GOOD BACKUP", "/last_good_backup")
            .text("TAKEN", row -> Values.time(row.path("last_good_backup_at")))
            .name("LAST DRILL", "/last_drill")
            .text("WHY", "/reason")
            .print(terminal.out(), each.path("databases"), "No databases.");
        terminal.say("");
        new Table()
            .name("CHECK", "/name")
            .text("STATE", "/state")
            .text("REASON", "/reason")
            .text("WHAT TO DO", "/action")
            .print(terminal.out(), each.path("checks"), "nothing");
      }
    }
    return ExitCode.DONE;
  }

  private static String databases(JsonNode target) {
    int ready = 0;
    for (JsonNode each : target.path("databases")) {
      ready += each.path("verdict").asText().equals("ready") ? 1 : 0;
    }
    return ready + " of " + target.path("databases").size();
  }
}
