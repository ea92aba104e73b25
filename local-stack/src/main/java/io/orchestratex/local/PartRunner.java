package io.orchestratex.local;

import io.orchestratex.local.fault.FaultText;
import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Does the same to several parts at once and reports each failure; the first one is thrown. */
final class PartRunner {

  private final Progress progress;

  PartRunner(Progress progress) {
    this.progress = progress;
  }

  /** Starts parts that wait for no other. */
  void up(List<? extends Part> parts) {
    up(parts, _ -> List.of());
  }

  /**
   * Starts each part as soon as those run that it waits for.
   *
   * @param awaited asked before anything starts; parts that are not started here are not waited for
   */
  void up(List<? extends Part> parts, Function<Part, List<? extends Part>> awaited) {
    Map<String, CompletableFuture<Boolean>> runs = new LinkedHashMap<>();
    parts.forEach(part -> runs.put(part.name(), new CompletableFuture<>()));
    Map<String, List<String>> before = new LinkedHashMap<>();
    for (Part part : parts) {
      before.put(part.name(), awaited.apply(part).stream().map(Part::name).toList());
    }
    each(
        parts,
        part -> {
          CompletableFuture<Boolean> mine = runs.getOrDefault(part.name(), done());
          try {
            for (String name : before.getOrDefault(part.name(), List.of())) {
              if (!runs.getOrDefault(name, done()).join()) {
                throw new PartFailedException(
                    part.name(), "is not started, because " + name + " does not run", null);
              }
            }
            part.up(progress);
            mine.complete(true);
          } finally {
            mine.complete(false);
          }
        });
  }

  private static CompletableFuture<Boolean> done() {
    return CompletableFuture.completedFuture(true);
  }

  void down(List<? extends Part> parts) {
    each(parts, part -> part.down(progress));
  }

  <P extends Part> void each(List<P> parts, Consumer<? super P> action) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (P part : parts) {
        running.add(threads.submit(() -> action.accept(part)));
      }
      PartFailedException first = null;
      for (int i = 0; i < running.size(); i++) {
        PartFailedException failure = await(parts.get(i), running.get(i));
        if (failure != null) {
          progress.report(failure.part(), Progress.Step.FAILED, described(failure));
          if (first == null) {
            first = failure;
          } else {
            first.addSuppressed(failure);
          }
        }
      }
      if (first != null) {
        throw first;
      }
    }
  }

  private static String described(PartFailedException failure) {
    String message = failure.getMessage();
    String text = message == null ? "" : message.substring(failure.part().length() + 2);
    return failure.lastLines().isEmpty()
        ? text
        : text + "\n    " + String.join("\n    ", failure.lastLines());
  }

  private static @Nullable PartFailedException await(Part part, Future<?> future) {
    try {
      future.get();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PartFailedException(part.name(), "interrupted", e);
    } catch (ExecutionException e) {
      return e.getCause() instanceof PartFailedException failure
          ? failure
          : new PartFailedException(part.name(), words(e), e.getCause());
    }
  }

  private static String words(ExecutionException e) {
    return FaultText.of(e.getCause() == null ? e : e.getCause());
  }
}
