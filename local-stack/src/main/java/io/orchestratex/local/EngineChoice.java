package io.orchestratex.local;

import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;

/**
 * Where the engines of the module tests run: in containers where a Docker engine answers, else as
 * processes. The system property {@code ox.test.engines} says otherwise.
 */
enum EngineChoice {
  /** Containers if they can be had. */
  AUTO,
  /** Containers, or a failure. */
  CONTAINERS,
  /** Processes. */
  PROCESSES;

  static final String PROPERTY = "ox.test.engines";

  /** The answer of {@code ./ox test}, which has looked already. */
  private static final String ENGINE_ANSWERS = "ox.docker";

  private static final String NO_ENGINE = "no Docker engine answers";

  static EngineChoice wanted() {
    String wanted = System.getProperty(PROPERTY, "auto");
    return Stream.of(values())
        .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                PROPERTY + " is " + wanted + "; it can be auto, containers or processes"));
  }

  /** Why there can be no containers; empty when they can be tried. */
  static Optional<String> obstacle(StackFolder containers) {
    Path refused = refused(containers);
    if (Files.exists(refused)) {
      return Optional.of(read(refused));
    }
    if (!onClassPath("org.testcontainers.DockerClientFactory")) {
      return Optional.of("Testcontainers is not on the class path");
    }
    return engineAnswers() ? Optional.empty() : Optional.of(NO_ENGINE);
  }

  private static boolean engineAnswers() {
    String known = System.getProperty(ENGINE_ANSWERS, "");
    if (!known.isEmpty()) {
      return Boolean.parseBoolean(known);
    }
    // Testcontainers takes seconds and a page of log to find out that there is none.
    boolean mayAnswer =
        System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
    return mayAnswer && Client.available();
  }

  private static boolean onClassPath(String type) {
    try {
      Class.forName(type, false, EngineChoice.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Lets the other modules of the run know that they need not try. */
  static void remember(StackFolder containers, String reason) {
    StackFolder.writePrivately(refused(containers), reason);
  }

  /** Lets the next run try again. */
  static void forget(StackFolder containers) {
    StackFolder.delete(refused(containers));
  }

  private static Path refused(StackFolder containers) {
    return containers.path().resolve("refused");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loaded only where Testcontainers is on the class path. */
  private static final class Client {
    static boolean available() {
      return DockerClientFactory.instance().isDockerAvailable();
    }
  }
}
