package io.orchestratex.journey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code docker compose up} from this checkout ends healthy, the demo's story plays on it, and
 * every container comes back from a restart and a kill. Needs a Docker engine; where none answers
 * the test is counted as skipped, and {@code ox test} says so.
 */
@LongRunning("builds the images, starts them all, and again after a restart and a kill")
class ComposeTest {

  private static final Path ROOT =
      Path.of(System.getProperty("ox.root", "..")).toAbsolutePath().normalize();
  private static final Path ENVIRONMENT = ROOT.resolve("target").resolve("compose-test.env");
  private static final Map<String, String> VARIABLES = new LinkedHashMap<>();
  private static final String PROJECT = "orchestratex-test";
  private static final Pattern NAME = Pattern.compile("(?m)^ *(?:container_)?name: (.+)$");

  @BeforeAll
  static void needsAnEngine() throws Exception {
    Assumptions.assumeTrue(
        run(20, "docker", "compose", "version").ok() && run(20, "docker", "info").ok(),
        "no Docker engine answers: docker compose was not tried");
    Files.createDirectories(ENVIRONMENT.getParent());
    VARIABLES.put("COMPOSE_PROJECT_NAME", PROJECT);
    // Its volumes are deleted at the end: none of them may be one of the stack in use.
    VARIABLES.put("STACK_PREFIX", PROJECT + "_");
    VARIABLES.put("COMPOSE_ENV_FILES", ENVIRONMENT.toString());
    VARIABLES.put("GATEWAY_PORT", Integer.toString(freePort()));
    VARIABLES.put("KAFKA_SUBSCRIBERS_PORT", Integer.toString(freePort()));
    VARIABLES.put("BUILD_NETWORK", "host");
    VARIABLES.put("OX_NO_BUILD", "1");
    // Each start is short: what the second compiler makes of it never pays.
    VARIABLES.put("SERVICE_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    if (Files.exists(ENVIRONMENT)) {
      down();
      Files.delete(ENVIRONMENT);
    }
    assertThat(run(20, "deploy/make-env", ENVIRONMENT.toString()).ok()).isTrue();
    String port = "GATEWAY_PORT=" + VARIABLES.get("GATEWAY_PORT");
    Files.writeString(
        ENVIRONMENT, Files.readString(ENVIRONMENT).replace("GATEWAY_PORT=8080", port));
  }

  @AfterAll
  static void leave() throws Exception {
    if (Files.exists(ENVIRONMENT)) {
      down();
      Files.delete(ENVIRONMENT);
    }
  }

  private static void down() throws Exception {
    run(180, "docker", "compose", "down", "--volumes", "--remove-orphans", "--timeout", "5");
  }

  @Test
  void sharesNoVolumeAndNoContainerWithTheStackInUse() throws Exception {
    Result config = run(30, "docker", "compose", "config");

    assertThat(config.ok()).isTrue();
    assertThat(NAME.matcher(config.output()).results().map(name -> name.group(1)))
        .hasSizeGreaterThan(10)
        .allMatch(name -> name.startsWith(PROJECT));
  }

  @Test
  void composeEndsHealthyAndTheDemoPlaysOnIt() throws Exception {
    Result up = run(1_500, "docker", "compose", "up", "--build", "--detach", "--wait");
    assertThat(up.ok()).as(() -> up.output() + logs()).isTrue();

    Result demo = run(300, "./ox", "demo", "--compose");

    assertThat(demo.ok()).as(() -> demo.output() + logs()).isTrue();
    assertThat(demo.output()).contains("The story ended well");
    comesBackFrom("docker", "compose", "restart", "--timeout", "20");
    comesBackFrom("docker", "compose", "kill");
  }

  /** As after a restart or a crash of the host: every container is healthy again. */
  private static void comesBackFrom(String... end) throws Exception {
    assertThat(run(120, end).ok()).isTrue();

    Result back = run(300, "docker", "compose", "up", "--detach", "--wait", "--no-recreate");

    assertThat(back.ok()).as(() -> String.join(" ", end) + back.output() + logs()).isTrue();
    Result health = run(60, "./ox", "health", "--gateway", gateway());
    assertThat(health.ok()).as(() -> health.output() + logs()).isTrue();
  }

  private static String gateway() {
    return "http://127.0.0.1:" + VARIABLES.get("GATEWAY_PORT");
  }

  private static String logs() {
    try {
      return "\n" + run(60, "docker", "compose", "logs", "--tail", "40").output();
    } catch (IOException | InterruptedException e) {
      return "(no logs: " + e + ")";
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private record Result(int exit, String output) {
    boolean ok() {
      return exit == 0;
    }
  }

  private static Result run(int seconds, String... command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("compose-test", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(List.of(command))
              .directory(ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(VARIABLES);
      Process process = builder.start();
      process.getOutputStream().close();
      boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      return new Result(ended ? process.exitValue() : -1, Files.readString(output, UTF_8));
    } catch (IOException e) {
      return new Result(-1, e.toString());
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
