package io.orchestratex.cli.adopt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.ApiFailure;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.backup.ConnectionSteps;
import io.orchestratex.cli.backup.JobWatch;
import io.orchestratex.cli.backup.JoinedTargets;
import io.orchestratex.cli.discovery.EngineKind;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.io.Console;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan: tests the connection for both services, adds the target, makes the policy and
 * takes the first backup. What stands after a failure is found by the next run, which does the
 * rest.
 */
final class Adoption {

  private static final String POLICIES = "/api/v1/policies";
  private static final String BACKUPS = "/api/v1/backups";

  /** Steps that fail when nobody signs in at a server that wants it. */
  private static final Set<String> OF_ACCOUNT = Set.of("sign-in", "permission");

  private final Gateway gateway;
  private final Terminal terminal;
  private final String preset;
  private final boolean asks;

  /**
   * @param preset what policies are made of
   * @param asks whether a person answers questions
   */
  Adoption(Gateway gateway, Terminal terminal, String preset, boolean asks) {
    this.gateway = gateway;
    this.terminal = terminal;
    this.preset = preset;
    this.asks = asks;
  }

  /**
   * What came of it: {@code result} is {@code adopted}, {@code needs-account} or {@code failed}.
   */
  ObjectNode carryOut(Plan plan) {
    ObjectNode result = plan.json();
    try {
      Account account = plan.account();
      if (account != null && (plan.addsBackup() || plan.addsWatch())) {
        account = tested(plan, account, result);
        if (account == null) {
          return result;
        }
        add(plan, account);
      }
      String id = String.valueOf(plan.id());
      if (plan.policy() != null) {
        makePolicy(id, plan.policy());
      }
      if (plan.takesBackup() && !isBackedUp(id, result)) {
        return result;
      }
      return result.put("result", "adopted");
    } catch (ApiFailure e) {
      return failed(result, e.explanation());
    }
  }

  private ObjectNode failed(ObjectNode result, String why) {
    terminal.say("  Not adopted: " + why);
    return result.put("result", "failed").put("failure", why);
  }

  /** The account that passes; null when none does, which the result says. */
  private @Nullable Account tested(Plan plan, Account account, ObjectNode result) {
    Account tried = account;
    while (true) {
      JsonNode failure = failure(plan, tried, result);
      if (failure == null) {
        return tried;
      }
      boolean wantsAccount =
          tried.password() == null && OF_ACCOUNT.contains(failure.path("failed").asText());
      if (!wantsAccount) {
        failed(result, "the connection failed its test, see above.");
        return null;
      }
      Account typed = asks ? typed(plan.engine().kind(), tried) : null;
      if (typed == null) {
        String why =
            "It wants an account: write its URI with user and password into a file, and run: ox adopt --credentials FILE";
        terminal.say("  Not adopted. " + why);
        result.put("result", "needs-account").put("failure", why);
        return null;
      }
      tried = typed;
    }
  }

  private static @Nullable Account typed(EngineKind kind, Account before) {
    Console console = System.console();
    if (console == null) {
      return null;
    }
    String proposed = before.user() == null ? "" : before.user();
    String user = console.readLine("  User%s: ", proposed.isEmpty() ? "" : " [" + proposed + "]");
    if (user == null) {
      return null;
    }
    String name = user.isBlank() ? proposed : user.strip();
    char[] password =
        name.isEmpty()
            ? null
            : console.readPassword("  Password of %s (nothing: leave it): ", name);
    return password == null || password.length == 0
        ? null
        : Accounts.typed(kind, Gateway.escaped(name), new String(password));
  }

  /** The first report with a step that failed; null when every step passed. */
  private @Nullable JsonNode failure(Plan plan, Account account, ObjectNode result) {
    ObjectNode tests = result.putObject("tests");
    if (plan.addsBackup()) {
      JsonNode report = test(plan, account, JoinedTargets.BACKED_UP, "backed up");
      tests.set("backup", report);
      if (!report.path("passed").asBoolean()) {
        return report;
      }
    }
    if (plan.addsWatch()) {
      JsonNode report = test(plan, account, JoinedTargets.WATCHED, "watched");
      tests.set("watch", report);
      if (!report.path("passed").asBoolean()) {
        return report;
      }
    }
    return null;
  }

  private JsonNode test(Plan plan, Account account, String path, String purpose) {
    JsonNode report =
        gateway.post(
            path + "/test",
            new Body().with("uri", plan.uri(account)).with("password", account.password()).json());
    ConnectionSteps.print(terminal, purpose, report);
    return report;
  }

  private void add(Plan plan, Account account) {
    Body body =
        new Body()
            .with("id", plan.id())
            .with("uri", plan.uri(account))
            .with("password", account.password());
    if (plan.addsBackup()) {
      gateway.post(JoinedTargets.BACKED_UP, body.json());
    }
    if (plan.addsWatch()) {
      gateway.post(JoinedTargets.WATCHED, body.json());
    }
    terminal.say("  Target %s is added.".formatted(plan.id()));
  }

  private void makePolicy(String id, String name) {
    JsonNode policy =
        gateway.post(
            POLICIES,
            new Body()
                .with("preset", preset)
                .with("name", name)
                .with("targets", List.of(id))
                .with("drill", "monthly")
                .json());
    terminal.say(
        "  Policy %s is made; its next backup: %s"
            .formatted(name, Values.text(policy.at("/next_runs/0"))));
  }

  /** Takes a backup and follows it; whether everything of it was read back. */
  private boolean isBackedUp(String id, ObjectNode result) {
    JsonNode ordered = gateway.post(BACKUPS, new Body().with("targets", List.of(id)).json());
    String backup = ordered.path("id").asText();
    terminal.say("  Backup " + backup);
    JsonNode ended =
        new JobWatch(gateway, terminal).untilEnd(BACKUPS + "/" + backup, "backup", backup);
    result.put("backup", backup);
    boolean taken = ended.path("state").asText().equals("succeeded");
    if (!taken || !ended.path("verified").asBoolean()) {
      failed(
          result,
          "backup %s %s: %s"
              .formatted(
                  backup,
                  taken ? "is not verified" : ended.path("state").asText(),
                  ended.path("failure").asText("see ox backup show " + backup)));
      return false;
    }
    if (ended.path("completeness").asText().equals("partial")) {
      result.put("partial", true);
      terminal.say("  ! It is partial; what is missing: ox backup show " + backup);
    }
    terminal.say(
        "  Backup %s is taken and everything of it was read back, in %s."
            .formatted(backup, Values.seconds(ended.path("duration_ms"))));
    return true;
  }
}
