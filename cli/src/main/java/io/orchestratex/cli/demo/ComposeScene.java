package io.orchestratex.cli.demo;

import io.orchestratex.cli.access.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The stack that {@code docker compose up} started. */
final class ComposeScene implements Scene {

  private static final String DAMAGE =
      "mongosh --quiet -u root -p \"$MONGO_INITDB_ROOT_PASSWORD\" --authenticationDatabase admin orchestratex"
          + " --eval 'db.model_responses.deleteMany({})'";

  private final Path environmentFile = environmentFile();

  /** The file that compose reads: the one in its variable, else {@code .env}. */
  private static Path environmentFile() {
    String named = System.getenv("COMPOSE_ENV_FILES");
    return Connection.root().resolve(named == null || named.isBlank() ? ".env" : named);
  }

  /** Whether compose runs a gateway of this checkout. */
  static boolean runs() {
    try {
      return Files.exists(environmentFile())
          && !run(List.of("docker", "compose", "ps", "--status", "running", "-q", "gateway"))
              .isBlank();
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Override
  public void enter() {
    System.setProperty(
        Connection.GATEWAY_PROPERTY, "http://127.0.0.1:" + setting("GATEWAY_PORT", "8080"));
  }

  @Override
  public String[] login() {
    try {
      Path password =
          Files.createTempFile(
              "ox-demo",
              ".password",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      password.toFile().deleteOnExit();
      Files.writeString(password, setting("GATEWAY_ADMIN_PASSWORD", "") + "\n");
      return new String[] {"login", "--password-file", password.toString()};
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String damageCommand() {
    return "docker compose exec mongo sh -c '" + DAMAGE.replace("'", "\"") + "'";
  }

  @Override
  public void damage() {
    run(List.of("docker", "compose", "exec", "-T", "mongo", "sh", "-c", DAMAGE));
  }

  @Override
  public String hostSeenByServices() {
    return "host.docker.internal";
  }

  @Override
  public String listenHost() {
    return "0.0.0.0";
  }

  private String setting(String name, String otherwise) {
    try {
      return Files.readAllLines(environmentFile).stream()
          .filter(line -> line.startsWith(name + "="))
          .map(line -> line.substring(name.length() + 1))
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + environmentFile, e);
    }
  }

  private static String run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Connection.root().toFile())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(
            String.join(" ", command.subList(0, 3)) + " failed: " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
