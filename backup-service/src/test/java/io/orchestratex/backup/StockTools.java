package io.orchestratex.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The programs with which the makers of the engines dump and restore. */
final class StockTools {

  private StockTools() {}

  /** On the PATH, or as the build of the checkout has made it. */
  static @Nullable Path mongorestore() {
    return program("mongorestore");
  }

  /** On the PATH, or as the build of the checkout has made it. */
  static @Nullable Path program(String name) {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":", -1)),
            Stream.of(System.getProperty("ox.root", "..") + "/target/mongo-tools"))
        .map(each -> Path.of(each, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  /** Runs a program that must end well; answers what it said. */
  static String succeed(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
