package io.orchestratex.cli.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.cli.output.Terminal;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signing in and out, and what one is signed in as. */
public final class AccessCommands {

  private AccessCommands() {}

  /** {@code ox login}. */
  @Command(
      name = "login",
      description =
          "Sign in. At this checkout's own stack it needs no answer: the admin's password is read from its file.",
      mixinStandardHelpOptions = true)
  public static final class Login implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Option(
        names = {"-u", "--user"},
        description = "User name (default ${DEFAULT-VALUE}).")
    private String user = "admin";

    @Mixin private PasswordFile passwordFile;

    @Override
    public Integer call() {
      Gateway gateway = connection.gateway();
      gateway.login(user, password(gateway));
      terminal.say("Signed in at " + gateway.address() + " as " + user + ".");
      if (terminal.json()) {
        terminal.print(Map.of("gateway", gateway.address().toString(), "user", user));
      }
      return ExitCode.DONE;
    }

    private String password(Gateway gateway) {
      return passwordFile
          .read()
          .or(() -> gateway.passwordOf(user))
          .orElseGet(() -> passwordFile.ask(user));
    }
  }

  /** {@code ox logout}. */
  @Command(
      name = "logout",
      description = "Revoke the tokens and forget them.",
      mixinStandardHelpOptions = true)
  public static final class Logout implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      connection.gateway().logout();
      terminal.say("Signed out.");
      return ExitCode.DONE;
    }
  }

  /** {@code ox whoami}. */
  @Command(name = "whoami", description = "Show who is signed in.", mixinStandardHelpOptions = true)
  public static final class Whoami implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      terminal.one(connection.gateway().get("/api/v1/auth/me"));
      return ExitCode.DONE;
    }
  }

  /** {@code ox token}. */
  @Command(
      name = "token",
      description = "Print a bearer token of the signed-in user, for curl and scripts.",
      mixinStandardHelpOptions = true)
  public static final class Token implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      String token = connection.gateway().token();
      if (terminal.json()) {
        terminal.print(Map.of("access_token", token));
      } else {
        terminal.out().println(token);
      }
      return ExitCode.DONE;
    }
  }

  /** {@code ox health}. */
  @Command(
      name = "health",
      description = "Show the health of all services; fails when one is down.",
      mixinStandardHelpOptions = true)
  public static final class Health implements Callable<Integer> {
    @Mixin private Connection connection;
    @Mixin private Terminal terminal;

    @Override
    public Integer call() {
      JsonNode health = connection.gateway().anonymous("/api/v1/health");
      if (terminal.json()) {
        terminal.print(health);
      } else {
        terminal.out().println("overall: " + health.path("status").asText());
        health
            .path("services")
            .properties()
            .forEach(service ->
                terminal
                    .out()
                    .printf(
                        "%-18s %-10s %s ms %s%n",
                        service.getKey(),
                        service.getValue().path("status").asText(),
                        service.getValue().path("response_time_ms").asText("-"),
                        service.getValue().path("detail").asText("")));
      }
      String status = health.path("status").asText();
      return status.equalsIgnoreCase("UP") || status.equalsIgnoreCase("healthy")
          ? ExitCode.DONE
          : ExitCode.FAILED;
    }
  }
}
