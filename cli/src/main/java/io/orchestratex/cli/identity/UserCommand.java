package io.orchestratex.cli.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Connection;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.access.PasswordFile;
import io.orchestratex.cli.access.Query;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Paging;
import io.orchestratex.cli.output.Table;
import io.orchestratex.cli.output.Terminal;
import io.orchestratex.cli.output.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ox user}: people and teams that sign in. */
@Command(
    name = "user",
    aliases = "users",
    description = "See and manage who may sign in; all but people needs the role admin.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class UserCommand {

  private static final String USERS = "/api/v1/users";

  @Command(
      name = "list",
      description = "List users, in the order of their names.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--search", description = "Part of the name or of the e-mail address.")
          @Nullable String text,
      @Option(names = "--role", description = "admin, operator, analyst or agent.")
          @Nullable String role,
      @Option(names = "--enabled", description = "true: only who may sign in; false: who may not.")
          @Nullable Boolean enabled) {
    String path =
        new Query(paging).with("q", text).with("role", role).with("enabled", enabled).of(USERS);
    Table table =
        new Table()
            .name("USER", "/username")
            .text("ROLES", row -> Values.text(row.at("/roles")))
            .text("ENABLED", "/enabled")
            .text("E-MAIL", "/email")
            .text("ADDED", row -> Values.time(row.at("/created_at")))
            .name("ID", "/id");
    terminal.list(connection.gateway().get(path), table, "No users.");
    return ExitCode.DONE;
  }

  @Command(
      name = "people",
      description = "List names and ids alone, which operators and analysts may see.",
      mixinStandardHelpOptions = true)
  int people(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin Paging paging,
      @Option(names = "--search", description = "Part of the name.") @Nullable String text,
      @Option(names = "--role", description = "admin, operator, analyst or agent.")
          @Nullable String role) {
    Table table =
        new Table().name("USER", "/username").text("ENABLED", "/enabled").name("ID", "/id");
    terminal.list(
        connection
            .gateway()
            .get(new Query(paging).with("q", text).with("role", role).of("/api/v1/people")),
        table,
        "No users.");
    return ExitCode.DONE;
  }

  @Command(name = "show", description = "Show a user.", mixinStandardHelpOptions = true)
  int show(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "USER", description = "A name or an id.") String user) {
    Gateway gateway = connection.gateway();
    terminal.one(gateway.get(path(gateway, user)));
    return ExitCode.DONE;
  }

  @Command(
      name = "add",
      description = "Add a user, who may sign in at once.",
      mixinStandardHelpOptions = true)
  int add(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin PasswordFile password,
      @Parameters(paramLabel = "NAME", description = "Letters, digits, dots, dashes, underscores.")
          String name,
      @Option(
              names = "--role",
              required = true,
              description = "admin, operator, analyst or agent; may be repeated.")
          List<String> roles,
      @Option(names = "--email", description = "Their e-mail address.") @Nullable String email) {
    Body body =
        new Body()
            .with("username", name)
            .with("roles", roles)
            .with("email", email)
            .with("password", password.read().orElseGet(() -> password.askTwice(name)));
    terminal.one(connection.gateway().post(USERS, body.json()));
    return ExitCode.DONE;
  }

  @Command(
      name = "change",
      description = {
        "Change a user. What is not named stays.",
        "New roles, a new password and --enabled=false end the user's sign-ins."
      },
      mixinStandardHelpOptions = true)
  int change(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Mixin PasswordFile password,
      @Parameters(paramLabel = "USER", description = "A name or an id.") String user,
      @Option(names = "--role", description = "May be repeated; replaces the roles.")
          @Nullable List<String> roles,
      @Option(names = "--email", description = "Their new e-mail address.") @Nullable String email,
      @Option(names = "--enabled", description = "Whether they may sign in: true or false.")
          @Nullable Boolean enabled,
      @Option(names = "--new-password", description = "Ask for a new password.")
          boolean newPassword) {
    ObjectNode body =
        new Body()
            .with("roles", roles)
            .with("email", email)
            .with("enabled", enabled)
            .with("password", password.read().orElse(null))
            .json();
    if (newPassword && !body.has("password")) {
      body.put("password", password.askTwice(user));
    }
    if (body.isEmpty()) {
      return terminal.failed(
          ExitCode.USAGE,
          "ox.nothing-to-change",
          "Say what to change: --role, --email, --enabled, --password-file or --new-password.");
    }
    Gateway gateway = connection.gateway();
    terminal.one(gateway.patch(path(gateway, user), body));
    return ExitCode.DONE;
  }

  @Command(
      name = "delete",
      description = "Remove a user with their API keys and sign-ins. What they made stays.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin Connection connection,
      @Mixin Terminal terminal,
      @Parameters(paramLabel = "USER", description = "A name or an id.") String user) {
    Gateway gateway = connection.gateway();
    gateway.delete(path(gateway, user));
    terminal.say("Removed the user " + user + ".");
    return ExitCode.DONE;
  }

  private static String path(Gateway gateway, String user) {
    return USERS + "/" + Gateway.escaped(UserLookup.id(gateway, user));
  }
}
