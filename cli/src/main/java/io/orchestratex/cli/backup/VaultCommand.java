package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox vault}: where backups are kept, and whether that place is the right one. */
@Command(
    name = "vault",
    aliases = "vaults",
    description = "See where backups are kept, test a vault, and accept its new disk.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class VaultCommand {

  private static final String VAULTS = "/api/v1/vaults";

  @Command(
      name = "list",
      description = "List the vaults and whether each can be used.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Connection connection, @Mixin Terminal terminal, @Mixin Paging paging) {
    Table table =
        new Table()
            .name("VAULT", "/name")
            .text("USABLE", VaultCommand::usable)
            .number("BACKUPS", "/backups")
            .number("HOLD", row -> Values.bytes(row.path("logical_bytes")))
            .number("STORED", row -> Values.bytes(row.path("stored_bytes")))
            .number("RATIO", "/deduplication")
            .text("LOCATION", "/location")
            .text("FAILURE", "/failure");
    terminal.list(connection.gateway().get(VAULTS + "?" + paging.query()), table, "No vaults.");
    return ExitCode.DONE;
  }

  private static String usable(JsonNode vault) {
    return vault.path("usable").asBoolean() ? "yes" : "no";
  }

  @Command(
      name = "show",
      description = "Show a vault, and why it cannot be used if it cannot.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "VAULT", description = "Its name, see: ox vault list") String name) {
    terminal.one(connection.gateway().get(path(name)));
    return ExitCode.DONE;
  }

  @Command(
      name = "test",
      description = {
        "Try out what backups need of a vault, step by step, with a small file of its own.",
        "A step that fails names the permission or setting that is missing, and the exit code is 1."
      },
      mixinStandardHelpOptions = true)
  int test(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "VAULT", description = "Its name, see: ox vault list") String name) {
    JsonNode test = connection.gateway().post(path(name) + "/test", Gateway.body());
    boolean passed = test.path("passed").asBoolean();
    if (terminal.json()) {
      terminal.print(test);
      return passed ? ExitCode.DONE : ExitCode.FAILED;
    }
    test.path("steps").forEach(step -> terminal.out().println(line(step)));
    terminal.say(
        passed
            ? "Passed: backups can use the vault " + name + "."
            : "Not passed: backups cannot rely on the vault " + name + " yet.");
    return passed ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static String line(JsonNode step) {
    String failure = step.path("failure").asText("");
    return "%-8s %-7s %6s  %s%s"
        .formatted(
            step.path("step").asText(),
            step.path("state").asText(),
            step.path("state").asText().equals("skipped")
                ? ""
                : step.path("duration_ms").asLong() + " ms",
            step.path("about").asText(),
            failure.isEmpty() ? "" : System.lineSeparator() + "         " + failure);
  }

  @Command(
      name = "accept",
      description = {
        "Take what is in a vault's place as this vault from now on, after a confirmation.",
        "For a disk that is lost for good and was replaced; it needs the role admin."
      },
      mixinStandardHelpOptions = true)
  int accept(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "VAULT", description = "Its name, see: ox vault list") String name,
      @Option(
              names = {"-y", "--yes"},
              description = "Do not ask.")
          boolean yes) {
    Gateway gateway = connection.gateway();
    JsonNode vault = gateway.get(path(name));
    if (vault.path("usable").asBoolean()) {
      terminal.say("The vault " + name + " can be used as it is; nothing had to be accepted.");
      return printed(terminal, vault);
    }
    terminal.say("The vault " + name + " cannot be used: " + vault.path("failure").asText());
    terminal.say("Accepting takes whatever is in " + vault.path("location").asText() + " now as");
    terminal.say("this vault. Backups that are not in it are reported as missing and cannot be");
    terminal.say("restored from it. If the right disk is only not mounted, mount it instead.");
    if (!yes && !confirmed(name)) {
      return terminal.failed(
          ExitCode.REFUSED,
          "ox.not-confirmed",
          "Nothing was changed. Confirm by typing the vault's name, or use --yes.");
    }
    JsonNode accepted = gateway.post(path(name) + "/accept", Gateway.body());
    if (!accepted.path("usable").asBoolean()) {
      return terminal.failed(
          ExitCode.FAILED,
          "ox.vault-unusable",
          "The vault "
              + name
              + " was accepted and still cannot be used: "
              + accepted.path("failure").asText());
    }
    terminal.say("Accepted: the vault " + name + " can be used.");
    return printed(terminal, accepted);
  }

  private static boolean confirmed(String name) {
    Console console = System.console();
    return console != null
        && name.equals(console.readLine("Accept it? Type the vault's name, %s: ", name));
  }

  private static int printed(Terminal terminal, JsonNode vault) {
    if (terminal.json()) {
      terminal.print(vault);
    }
    return ExitCode.DONE;
  }

  private static String path(String name) {
    return VAULTS + "/" + Gateway.escaped(name);
  }
}
