package io.orchestratex.cli.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.PasswordFile;
import io.orchestratex.cli.backup.JoinedTargets;
import io.orchestratex.cli.discovery.Discovery;
import io.orchestratex.cli.discovery.Found;
import io.orchestratex.cli.discovery.FoundEngine;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.local.fault.FaultText;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ox adopt}: finds engines here and has them backed up and watched. */
@Command(
    name = "adopt",
    description = {
      "Find the database engines of this machine and its containers, and take them on.",
      "Each is shown with what is proposed for it: target, policy, rules and a first backup. On a"
          + " yes the connection is tested, the target added, the policy made, and the backup taken"
          + " and read back. What is a target already stays as it is, so it can be run again."
    },
    mixinStandardHelpOptions = true)
public final class AdoptCommand implements Callable<Integer> {

  private static final int PAGE = 100;

  @Mixin private Connection connection;
  @Mixin private Terminal terminal;
  @Mixin private PasswordFile passwordFile;

  @Spec private CommandSpec spec;

  @Option(names = "--dry-run", description = "Only show what is found and proposed.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @Option(
      names = "--only",
      paramLabel = "HOST:PORT",
      description = "Only the engine at this address, as it is shown; may be repeated.")
  private @Nullable List<String> only;

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "File with a URI on each line, with user and password, such as"
              + " postgresql://ann:secret@127.0.0.1:5432/; each engine takes that of its address.")
  private @Nullable Path credentials;

  @Option(
      names = "--user",
      description = "Who signs in at engines that the file does not name; see --password-file.")
  private @Nullable String user;

  @Option(
      names = "--host",
      description =
          "Name or address by which the services reach this machine (default: as engines listen"
              + " here, which fits services on this machine).")
  private @Nullable String host;

  @Option(
      names = "--preset",
      description = "What policies are made of (default ${DEFAULT-VALUE}), see: ox policy presets")
  private String preset = "production";

  @Override
  public Integer call() {
    Accounts accounts = accounts();
    Gateway gateway = connection.gateway();
    JoinedTargets targets = JoinedTargets.read(gateway);
    if (!targets.away().isEmpty()) {
      return terminal.failed(
          ExitCode.UNREACHABLE,
          "ox.service-away",
          "%s does not answer, so it is not known what is a target already. Try: ox health"
              .formatted(targets.away().getFirst()));
    }
    Found found = new Discovery().look();
    List<Plan> plans =
        new PlanRules(targets.all(), policies(gateway), accounts, Places.here(host))
            .plans(found.engines().stream().filter(this::isAsked).toList());
    AlertRules rules = AlertRules.read(gateway);
    show(plans, found.unseen(), rules);
    List<Plan> toDo = plans.stream().filter(Plan::isToDo).toList();
    if (dryRun || toDo.isEmpty() || !isAllowed(toDo.size())) {
      printJson(plans.stream().map(Plan::json).toList(), found.unseen(), rules);
      return dryRun || toDo.isEmpty() ? ExitCode.DONE : notAllowed();
    }
    List<ObjectNode> results = new ArrayList<>();
    rules.make(gateway);
    Adoption adoption = new Adoption(gateway, terminal, preset, !yes && !terminal.json());
    for (Plan plan : plans) {
      if (plan.isToDo()) {
        terminal.say("");
        terminal.say(title(plan));
        results.add(adoption.carryOut(plan));
      } else {
        results.add(plan.json());
      }
    }
    printJson(results, found.unseen(), rules);
    return ended(results);
  }

  private Accounts accounts() {
    try {
      List<String> lines = credentials == null ? List.of() : Files.readAllLines(credentials);
      return Accounts.of(
          lines, user == null ? null : Gateway.escaped(user), passwordFile.read().orElse(null));
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--credentials: " + FaultText.of(e) + ".");
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--credentials: " + credentials + ": " + e.getMessage() + ".");
    }
  }

  private boolean isAsked(FoundEngine engine) {
    return only == null
        || (engine.endpoint() != null
            && only.stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .anyMatch(engine.endpoint().toString()::equals));
  }

  private static List<JsonNode> policies(Gateway gateway) {
    List<JsonNode> policies = new ArrayList<>();
    JsonNode page;
    do {
      page = gateway.get("/api/v1/policies?limit=%d&offset=%d".formatted(PAGE, policies.size()));
      page.path("items").forEach(policies::add);
    } while (!page.path("items").isEmpty() && policies.size() < page.at("/paging/total").asInt());
    return policies;
  }

  private void show(List<Plan> plans, List<String> unseen, AlertRules rules) {
    if (terminal.json()) {
      return;
    }
    Table table =
        new Table()
            .name("ENGINE", "/engine")
            .name("ADDRESS", "/address")
            .text("SEEN AS", "/seen_as")
            .name("TARGET", row -> row.has("proposal") ? "" : row.path("target").asText())
            .name("STATE", "/state")
            .text("WHY", "/why");
    ArrayNode rows = Gateway.JSON.createArrayNode();
    plans.forEach(each -> rows.add(each.json()));
    table.print(
        terminal.out(),
        rows,
        "No engine of MongoDB, PostgreSQL, Redis or Neo4j was found here. Add one that runs"
            + " elsewhere: ox target add URI");
    unseen.forEach(terminal::say);
    for (Plan plan : plans) {
      if (plan.isToDo()) {
        propose(plan, rules);
      }
    }
  }

  private void propose(Plan plan, AlertRules rules) {
    terminal.say("");
    terminal.say(title(plan) + ", proposed:");
    Account account = plan.account();
    if (account != null && (plan.addsBackup() || plan.addsWatch())) {
      terminal.say(
          "  target  %s, %s (account: %s)"
              .formatted(plan.id(), plan.uri(account), account.source()));
    }
    if (plan.policy() != null) {
      terminal.say(
          "  policy  %s, as the preset %s, with a drill each month"
              .formatted(plan.policy(), preset));
    }
    terminal.say("  rules   " + rules.words());
    if (plan.takesBackup()) {
      terminal.say("  backup  the first one, now, with everything read back");
    }
  }

  private static String title(Plan plan) {
    return "%s at %s, %s"
        .formatted(plan.engine().kind().text(), plan.endpoint(), plan.engine().seenAs());
  }

  private boolean isAllowed(int count) {
    if (yes) {
      return true;
    }
    Console console = terminal.json() ? null : System.console();
    if (console == null) {
      return false;
    }
    String answer = console.readLine("%nTake on %d of them? [y/N] ", count);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
  }

  private int notAllowed() {
    return terminal.failed(
        ExitCode.REFUSED, "ox.not-confirmed", "Nothing was changed. Say yes, or use --yes.");
  }

  private void printJson(List<ObjectNode> engines, List<String> unseen, AlertRules rules) {
    if (terminal.json()) {
      ObjectNode answer = Gateway.body();
      engines.forEach(answer.putArray("engines")::add);
      unseen.forEach(answer.putArray("unseen")::add);
      answer.set("rules", rules.json());
      terminal.print(answer);
    }
  }

  private int ended(List<ObjectNode> results) {
    long failed = count(results, "failed");
    long waiting = count(results, "needs-account");
    if (failed + waiting == 0) {
      terminal.say("");
      terminal.say("Done. Whether each could be brought back now: ox readiness");
      return ExitCode.DONE;
    }
    return terminal.failed(
        failed > 0 ? ExitCode.FAILED : ExitCode.REFUSED,
        failed > 0 ? "ox.adopt-failed" : "ox.adopt-needs-account",
        "%d of %d engines are adopted; what was said above says what the others need. Run it again afterwards: it does only what is missing."
            .formatted(count(results, "adopted"), count(results, "adopted") + failed + waiting));
  }

  private static long count(List<ObjectNode> results, String result) {
    return results.stream().filter(each -> each.path("result").asText().equals(result)).count();
  }
}
