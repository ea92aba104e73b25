package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Finding;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import io.orchestratex.local.part.SinglePortPart;
import io.orchestratex.local.part.StackContext;
import io.orchestratex.local.part.Trained;
import io.orchestratex.local.part.Wire;
import io.orchestratex.local.process.ClassCache;
import io.orchestratex.local.process.JavaProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One of the five services: a Java process configured by its environment only. */
public final class ServicePart extends SinglePortPart implements Trained {

  private final Service service;
  private final Supplier<Map<String, String>> environment;

  /**
   * Describes a service.
   *
   * @param environment asked when the ports of all parts are chosen
   */
  public ServicePart(
      Service service, StackContext stack, Supplier<Map<String, String>> environment) {
    super(service.name(), stack, service.standardPort());
    this.service = service;
    this.environment = environment;
  }

  /** Where it listens, or will when the standard port is free. */
  public URI uri() {
    return URI.create(addressAt(keptPort().orElse(service.standardPort())));
  }

  @Override
  protected String addressAt(int port) {
    return "http://" + super.addressAt(port);
  }

  @Override
  protected Launch prepare(Progress progress) {
    return new Launch(command(program(), cache()), all());
  }

  @Override
  public JavaProgram program() {
    Path jar =
        jar(target())
            .orElseThrow(() ->
                new PartFailedException(
                    name(), "is not built: no " + name() + "-*.jar in " + target(), null));
    return JavaProgram.of(jar, target().resolve("lib"), service.mainClass())
        .flags("-Xmx" + service.heapMegabytes() + "m", "-XX:+UseSerialGC")
        .flags("-XX:TieredStopAtLevel=" + (service.isCompiledTwice() ? 4 : 1))
        .flags("-XX:+ExitOnOutOfMemoryError");
  }

  @Override
  public ClassCache cache() {
    return new ClassCache(target().resolve("aot"));
  }

  /** The stack's settings, and what the caller's own environment says to this service. */
  private Map<String, String> all() {
    Map<String, String> all =
        ServiceEnvironment.withCallers(
            service, environment.get(), System.getenv(), folder().test());
    all.put("MICRONAUT_SERVER_HOST", Wire.HOST);
    if (!folder().test()) {
      // How long the broker keeps a question of a consumer for which nothing came: an idle laptop
      // is
      // to be idle. A stop waits as long.
      all.put("KAFKA_FETCH_MAX_WAIT_MS", "2000");
    }
    all.put("MICRONAUT_SERVER_PORT", Integer.toString(port()));
    return all;
  }

  private Path target() {
    return folder().root().resolve(name()).resolve("target");
  }

  private Optional<Path> jar(Path target) {
    if (!Files.isDirectory(target)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name() + "-[0-9][^-]*\\.jar"))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is something to start; looks without changing anything. */
  public List<Finding> findings() {
    boolean built = Files.isDirectory(target().resolve("lib"));
    return built
        ? List.of()
        : List.of(
            Finding.of(name(), false, Finding.Verdict.BAD, "is not built", "run ./ox to build it"));
  }

  /** The environment and the build: either one's change replaces a running service. */
  @Override
  protected String intent() {
    return name()
        + all()
        + jar(target()).map(ServicePart::stamp).orElse("")
        + stamp(target().resolve("lib"));
  }

  private static String stamp(Path file) {
    try {
      return Files.exists(file) ? file + "@" + Files.getLastModifiedTime(file).toMillis() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected boolean answers() {
    return Wire.status(URI.create(address() + "/health/readiness")).orElse(0) == 200;
  }

  @Override
  protected void provision(Progress progress) {
    // A service makes its own tables and indexes.
  }

  @Override
  protected Duration startLimit() {
    return Duration.ofSeconds(90);
  }
}
