package io.orchestratex.cli.conversation;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.access.Query;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ox usage}: what prompts used. */
@Command(
    name = "usage",
    description = "Show prompts, tokens, cost and failures by day or hour; today's by default.",
    mixinStandardHelpOptions = true)
public final class UsageCommand implements Callable<Integer> {

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;

  @Option(names = "--from", description = "ISO instant or -7d (default: the start of the day).")
  private @Nullable String from;

  @Option(names = "--to", description = "ISO instant (default: now).")
  private @Nullable String to;

  @Option(names = "--interval", description = "day or hour (default: day).")
  private @Nullable String interval;

  @Option(names = "--by", description = "model, provider or user.")
  private @Nullable String by;

  @Option(names = "--zone", description = "Whose days they are (default: UTC).")
  private @Nullable String zone;

  @Override
  public Integer call() {
    JsonNode usage =
        connection
            .gateway()
            .get(
                new Query()
                    .with("from", from)
                    .with("to", to)
                    .with("interval", interval)
                    .with("group_by", by)
                    .with("zone", zone)
                    .of("/api/v1/analytics/usage"));
    if (terminal.json()) {
      terminal.print(usage);
      return ExitCode.DONE;
    }
    Table table = new Table().text("PERIOD", row -> Values.time(row.at("/period")));
    if (by != null) {
      table.name("GROUP", "/group");
    }
    table
        .number("PROMPTS", "/prompts")
        .number("FAILED", "/failures")
        .number("TOKENS", "/total_tokens")
        .number("COST USD", "/total_cost")
        .print(terminal.out(), usage.path("items"), "No prompts in that time.");
    JsonNode total = usage.path("total");
    terminal.say(
        "total: %s prompts, %s failed, %s tokens, %s USD%s"
            .formatted(
                Values.text(total.path("prompts")),
                Values.text(total.path("failures")),
                Values.text(total.path("total_tokens")),
                Values.text(total.path("total_cost")),
                usage.path("truncated").asBoolean() ? " (the cheapest rows are left out)" : ""));
    return ExitCode.DONE;
  }
}
