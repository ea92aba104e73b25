package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox policy}: what is backed up by itself, and which backups are kept. */
@Command(
    name = "policy",
    aliases = "policies",
    description = "Have backups taken and removed by themselves, and see which ones are kept why.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand {

  private static final String POLICIES = "/api/v1/policies";
  private static final List<String> RULES =
      List.of("last", "hourly", "daily", "weekly", "monthly", "yearly");

  @Command(name = "list", description = "List policies.", mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("POLICY", "/name")
            .text(
                "STATE",
                row ->
                    row.path("state").asText()
                        + (row.path("overdue").isEmpty() && row.path("copies_overdue").isEmpty()
                            ? ""
                            : " (overdue)"))
            .text("WHEN", PolicyCommand::when)
            .text("ZONE", "/zone")
            .text("KEEPS", row -> kept(row.path("keep")))
            .text("NEXT", "/next_runs/0")
            .text("CLEANUP", "/cleanup")
            .text("VERIFY", "/verify")
            .text("DRILL", "/drill")
            .text("COPIES", row -> copied(row.path("copies")))
            .text("LAST CLEANUP", row -> cleanup(row.path("last_cleanup")));
    terminal.list(
        connection.gateway().get(POLICIES + "?" + paging.query()),
        table,
        "No policies. See those that are ready to be chosen: ox policy presets");
    return ExitCode.DONE;
  }

  private static String when(JsonNode policy) {
    String cron = Values.text(policy.path("cron"));
    if (!cron.isEmpty()) {
      return cron;
    }
    String age = Values.text(policy.path("max_age_minutes"));
    return age.isEmpty() ? "takes none" : "never older than " + age + " min";
  }

  private static String kept(JsonNode keep) {
    List<String> rules = new ArrayList<>();
    if (keep.has("days")) {
      rules.add(keep.path("days").asText() + " days");
    }
    RULES.stream()
        .filter(keep::has)
        .map(rule ->
            rule.equals("last")
                ? "last " + keep.path(rule).asText()
                : keep.path(rule).asText() + " " + rule)
        .forEach(rules::add);
    return rules.isEmpty() ? "all" : String.join(", ", rules);
  }

  private static String copied(JsonNode copies) {
    List<String> vaults = new ArrayList<>();
    for (JsonNode copy : copies) {
      long outstanding = copy.path("outstanding").asLong();
      vaults.add(
          copy.path("vault").asText() + (outstanding == 0 ? "" : " (" + outstanding + " missing)"));
    }
    return String.join(", ", vaults);
  }

  private static String cleanup(JsonNode cleanup) {
    return cleanup.isMissingNode()
        ? ""
        : "%s, %d removed"
            .formatted(cleanup.path("state").asText(), cleanup.path("removed").size());
  }

  @Command(
      name = "show",
      description = "Show a policy, its next times and its last cleanup.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "POLICY") String name) {
    print(terminal, connection.gateway().get(path(name)));
    return ExitCode.DONE;
  }

  private static void print(Terminal terminal, JsonNode policy) {
    if (terminal.json()) {
      terminal.print(policy);
      return;
    }
    ObjectNode shown = policy.deepCopy();
    JsonNode cleanup = shown.remove("last_cleanup");
    JsonNode copies = shown.remove("copies");
    shown.put("keep", kept(policy.path("keep")));
    terminal.one(shown);
    if (copies != null && !copies.isEmpty()) {
      terminal.say("");
      terminal.say("Copies:");
      new Table()
          .name("VAULT", "/vault")
          .text("WHEN", "/when")
          .text("ONLY", "/only")
          .text("KEEPS", row -> row.has("keep") ? kept(row.path("keep")) : "as above")
          .number("COMPLETE", "/complete")
          .number("OUTSTANDING", "/outstanding")
          .text("WHY", "/problem")
          .print(terminal.out(), copies, "none");
    }
    if (cleanup != null) {
      terminal.say("");
      terminal.say("Last cleanup:");
      terminal.one(cleanup);
    }
  }

  @Command(
      name = "presets",
      description = "List policies that are ready to be chosen, with their next times.",
      mixinStandardHelpOptions = true)
  int presets(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Option(names = "--zone", description = "Whose clock the times are of (default: UTC).")
          @Nullable String zone) {
    JsonNode answer =
        connection
            .gateway()
            .get(POLICIES + "/presets" + (zone == null ? "" : "?zone=" + Gateway.escaped(zone)));
    Table table =
        new Table()
            .name("PRESET", "/name")
            .text("CRON", "/cron")
            .text("KEEPS", row -> kept(row.path("keep")))
            .text("CLEANUP", "/cleanup")
            .text("NEXT", "/next_runs/0")
            .text("THEN", "/next_runs/1");
    terminal.list(answer, table, "No presets.");
    if (!terminal.json()) {
      for (JsonNode preset : answer.path("items")) {
        for (JsonNode each : preset.path("not_yet")) {
          terminal.say("not yet in " + preset.path("name").asText() + ": " + each.asText());
        }
      }
      terminal.say("Choose one: ox policy apply PRESET");
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "apply",
      description = "Make the policy of a preset; what is given here is used instead of its own.",
      mixinStandardHelpOptions = true)
  int apply(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "PRESET", description = "See: ox policy presets") String preset,
      @Option(names = "--name", description = "Name of the policy (default: that of the preset).")
          @Nullable String name,
      @Mixin PolicyOptions options) {
    Gateway gateway = connection.gateway();
    ObjectNode body = new Body().with("preset", preset).with("name", name).json();
    ObjectNode from = Gateway.body();
    for (JsonNode each : gateway.get(POLICIES + "/presets").path("items")) {
      if (each.path("name").asText().equals(preset) && each.path("keep") instanceof ObjectNode k) {
        from.set("keep", k);
      }
    }
    print(terminal, gateway.post(POLICIES, options.into(body, from)));
    return ExitCode.DONE;
  }

  @Command(name = "create", description = "Make a policy.", mixinStandardHelpOptions = true)
  int create(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "POLICY", description = "Its name: small letters, digits and -.")
          String name,
      @Mixin PolicyOptions options) {
    ObjectNode body = options.into(Gateway.body().put("name", name), Gateway.body());
    print(terminal, connection.gateway().post(POLICIES, body));
    return ExitCode.DONE;
  }

  @Command(
      name = "change",
      description = "Change a policy; what is not given here stays.",
      mixinStandardHelpOptions = true)
  int change(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "POLICY") String name,
      @Mixin PolicyOptions options) {
    JsonNode before = connection.gateway().get(path(name));
    ObjectNode body = Gateway.body();
    for (String field :
        List.of(
            "targets",
            "vault",
            "cron",
            "max_age_minutes",
            "zone",
            "keep",
            "covers",
            "cleanup",
            "verify",
            "drill",
            "users",
            "version")) {
      if (before.has(field)) {
        body.set(field, before.get(field));
      }
    }
    body.set("copies", copies(before.path("copies")));
    print(terminal, connection.gateway().put(path(name), options.into(body, body)));
    return ExitCode.DONE;
  }

  /** Without what is known of their state, which no request sets. */
  private static ArrayNode copies(JsonNode shown) {
    ArrayNode copies = Gateway.JSON.createArrayNode();
    for (JsonNode each : shown) {
      copies.add(((ObjectNode) each.deepCopy()).retain("vault", "when", "only", "keep"));
    }
    return copies;
  }

  @Command(
      name = "delete",
      description = "Delete a policy and its schedules; its backups stay.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "POLICY") String name) {
    connection.gateway().delete(path(name));
    terminal.say("Deleted policy " + name + "; its backups stay.");
    return ExitCode.DONE;
  }

  @Command(
      name = "plan",
      description = "Show which rule keeps each backup, and what a cleanup would remove now.",
      mixinStandardHelpOptions = true)
  int plan(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Parameters(paramLabel = "POLICY") String name) {
    JsonNode plan = connection.gateway().get(path(name) + "/retention?" + paging.query());
    Table table =
        new Table()
            .name("BACKUP", "/backup")
            .text(
                "VAULT",
                row -> row.path("vault").asText() + (row.path("copy").asBoolean() ? " (copy)" : ""))
            .text("TAKEN", row -> Values.time(row.path("taken_at")))
            .text("HEALTH", "/health")
            .number("STORED", row -> Values.bytes(row.path("stored_bytes")))
            .text("", row -> row.path("keeps").asBoolean() ? "stays" : "goes")
            .text("WHY", PolicyCommand::why);
    terminal.list(plan, table, "The policy covers no backups yet.");
    if (!terminal.json()) {
      terminal.say(
          "A cleanup would remove %d of %d backups and free up to %s."
              .formatted(
                  plan.path("removes").asInt(),
                  plan.path("removes").asInt() + plan.path("keeps").asInt(),
                  Values.bytes(plan.path("freed_bytes"))));
      if (plan.has("blocked")) {
        terminal.say("! " + plan.path("blocked").asText());
      }
    }
    return ExitCode.DONE;
  }

  private static String why(JsonNode line) {
    if (!line.path("keeps").asBoolean()) {
      return line.path("goes").asText();
    }
    List<String> reasons = new ArrayList<>();
    line.path("kept_by").forEach(each -> reasons.add(each.path("text").asText()));
    return String.join(" ", reasons);
  }

  private static String path(String name) {
    return POLICIES + "/" + Gateway.escaped(name);
  }
}
