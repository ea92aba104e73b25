package io.orchestratex.backup.readiness;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.target.Targets;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which databases the targets have at the moment, as far as they say so soon. Thread-safe. */
@Singleton
final class PresentDatabases {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final ExecutorService askers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("databases-", 0).factory());

  @PreDestroy
  void stop() {
    askers.shutdownNow();
  }

  /** By target; those that do not answer within seconds are left out. */
  Map<String, List<String>> of(List<Targets.Registered> targets) {
    Map<String, Future<List<String>>> asked = new HashMap<>();
    for (Targets.Registered each : targets) {
      asked.put(
          each.target().id(),
          askers.submit(() -> each.engine().describe(each.access()).databases()));
    }
    Map<String, List<String>> databases = new HashMap<>();
    long until = System.nanoTime() + LIMIT.toNanos();
    asked.forEach((target, answer) -> {
      try {
        databases.put(
            target, answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS));
      } catch (TimeoutException e) {
        answer.cancel(true);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof EngineException)) {
          throw new IllegalStateException("the databases of " + target, e.getCause());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    return databases;
  }
}
