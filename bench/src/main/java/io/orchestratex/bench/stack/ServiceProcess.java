package io.orchestratex.bench.stack;

import io.orchestratex.bench.report.ProcessTime;
import io.orchestratex.local.process.JavaProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One service as it was built, in a process that ends with the measurement. */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final List<String> KEPT_VARIABLES =
      List.of("PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR");

  private final Order order;
  private final Process process;

  private ServiceProcess(Order order, Process process) {
    this.order = order;
    this.process = process;
  }

  /** What to start. */
  record Order(
      String name,
      URI base,
      Path root,
      List<String> flags,
      Map<String, String> environment,
      Path log) {}

  static ServiceProcess start(Order order) {
    Path target = order.root().resolve(order.name()).resolve("target");
    String main =
        "io.orchestratex.%s.Application"
            .formatted(order.name().replace("-service", "").toLowerCase(Locale.ROOT));
    List<String> command =
        JavaProgram.of(jar(target, order.name()) + ":" + target.resolve("lib") + "/*", main)
            .flags(order.flags().toArray(String[]::new))
            .command();
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().keySet().retainAll(KEPT_VARIABLES);
      builder.environment().putAll(order.environment());
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectOutput(order.log().toFile());
      return new ServiceProcess(order, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + order.name(), e);
    }
  }

  private static Path jar(Path target, String name) {
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        return files
            .filter(file -> file.getFileName().toString().matches(name + "-[0-9][^-]*\\.jar"))
            .findFirst()
            .orElseThrow(() -> notBuilt(target, name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw notBuilt(target, name);
  }

  private static IllegalStateException notBuilt(Path target, String name) {
    return new IllegalStateException(name + " is not built: no jar in " + target);
  }

  void awaitReady() {
    HttpClient http = HttpClient.newHttpClient();
    HttpRequest question =
        HttpRequest.newBuilder(order.base().resolve("/health/readiness"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long end = System.nanoTime() + START_LIMIT.toNanos();
    try (http) {
      while (process.isAlive() && System.nanoTime() < end) {
        if (answers(http, question)) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IllegalStateException(
        order.name()
            + (process.isAlive() ? " did not get ready" : " ended while starting")
            + "; its log "
            + order.log()
            + " ends with\n"
            + end(order.log()));
  }

  private static boolean answers(HttpClient http, HttpRequest question)
      throws InterruptedException {
    try {
      return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static String end(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    try {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same service once more, in another process. */
  ServiceProcess another() {
    return start(order);
  }

  /** The base URL. */
  public URI base() {
    return order.base();
  }

  /** A variable that it was started with, such as {@code MONGODB_URI}. */
  public String variable(String name) {
    String value = order.environment().get(name);
    if (value == null) {
      throw new IllegalArgumentException(order.name() + " was started without " + name);
    }
    return value;
  }

  /** The process id. */
  public long pid() {
    return process.pid();
  }

  /** Processor time used so far, in seconds, with that of its children. */
  public double processorSeconds() {
    return ProcessTime.seconds(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
