package io.orchestratex.cli.output;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * What Ctrl-C does while a verb watches work that goes on without it. The first one says so and
 * waits a moment for a second, which cancels; without it the verb ends and the work goes on.
 */
public final class Watch {

  /** The property is for tests. */
  private static final Duration SECOND_WITHIN =
      Duration.ofMillis(Long.getLong("ox.second-ctrl-c-ms", 5000));

  private Watch() {}

  /** Ended by Ctrl-C; the user has read what goes on. */
  public static final class InterruptedByUser extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private enum Happened {
    END,
    CTRL_C
  }

  /**
   * Watches until the work ends.
   *
   * @param first says that the work goes on, how to look at it and how to cancel it
   * @param second cancels it, given the thread that watches; the watch goes on until the work ends
   * @throws InterruptedByUser when Ctrl-C ended the watch
   */
  public static <T> T untilEnd(Callable<T> work, Runnable first, Consumer<Thread> second) {
    BlockingQueue<Happened> events = new LinkedBlockingQueue<>();
    FutureTask<T> result = new FutureTask<>(work);
    Signal ctrlC = new Signal("INT");
    SignalHandler before = Signal.handle(ctrlC, _ -> events.add(Happened.CTRL_C));
    try {
      Thread watching =
          Thread.ofPlatform()
              .daemon()
              .name("watch")
              .start(() -> {
                result.run();
                events.add(Happened.END);
              });
      if (events.take() == Happened.CTRL_C) {
        first.run();
        Happened next = events.poll(SECOND_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          throw new InterruptedByUser();
        }
        if (next == Happened.CTRL_C) {
          second.accept(watching);
          if (events.take() == Happened.CTRL_C) {
            throw new InterruptedByUser();
          }
        }
      }
      return result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedByUser();
    } catch (ExecutionException e) {
      throw unchecked(e);
    } finally {
      Signal.handle(ctrlC, before);
    }
  }

  private static RuntimeException unchecked(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException own -> own;
      case Error own -> throw own;
      case null, default -> new IllegalStateException(e.getCause());
    };
  }
}
