package io.orchestratex.kit.system;

import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What this process is, and which engines it uses. Thread-safe. */
@Singleton
public final class OwnSystem {

  private static final long LIMIT_MILLIS = 1_500;

  private final String service;
  private final List<EngineFacts> engines;
  private final ExecutorService threads;
  private final Build build = Build.read();

  OwnSystem(
      @Value("${micronaut.application.name}") String service,
      List<EngineFacts> engines,
      @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
    this.service = service;
    this.engines = engines.stream().sorted(Comparator.comparing(EngineFacts::engine)).toList();
    this.threads = threads;
  }

  /**
   * A process.
   *
   * @param service its name
   * @param version of the product
   * @param commit of the sources; left out when the build was not told
   * @param java version of the JVM
   * @param startedAt when the process was started
   * @param engines the engines that it uses
   */
  public record Part(
      String service,
      String version,
      @Nullable String commit,
      String java,
      Instant startedAt,
      List<EngineState> engines) {
    public Part {
      engines = List.copyOf(engines);
    }
  }

  /** Asks all engines at once; takes 1.5 s at most. */
  public Part part() {
    List<CompletableFuture<EngineState>> asked = engines.stream().map(this::ask).toList();
    return new Part(
        service,
        build.version(),
        build.commit(),
        Runtime.version().toString(),
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        asked.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<EngineState> ask(EngineFacts facts) {
    EngineState away = new EngineState(facts.engine(), facts.address(), null, "away");
    return CompletableFuture.supplyAsync(() -> version(facts), threads)
        .thenApply(version ->
            new EngineState(
                facts.engine(), facts.address(), version.isEmpty() ? null : version, "up"))
        .completeOnTimeout(away, LIMIT_MILLIS, TimeUnit.MILLISECONDS)
        // Why it does not answer, the health and the log say.
        .exceptionally(_ -> away);
  }

  private static String version(EngineFacts facts) {
    try {
      return facts.version();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }
}
