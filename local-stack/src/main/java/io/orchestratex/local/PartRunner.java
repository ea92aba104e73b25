package io.orchestratex.local;

import io.orchestratex.local.part.Part;
import io.orchestratex.local.part.PartFailedException;
import io.orchestratex.local.part.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does the same to several parts at once and reports each failure; the first one is thrown. */
final class PartRunner {

  private final Progress progress;

  PartRunner(Progress progress) {
    this.progress = progress;
  }

  void up(List<Part> parts) {
    each(parts, part -> part.up(progress));
  }

  void down(List<Part> parts) {
    each(parts, part -> part.down(progress));
  }

  void each(List<Part> parts, Consumer<Part> action) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Part part : parts) {
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

  private static @org.jspecify.annotations.Nullable PartFailedException await(
      Part part, Future<?> future) {
    try {
      future.get();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PartFailedException(part.name(), "interrupted", e);
    } catch (ExecutionException e) {
      return e.getCause() instanceof PartFailedException failure
          ? failure
          : new PartFailedException(part.name(), String.valueOf(e.getCause()), e.getCause());
    }
  }
}
