package io.orchestratex.kit.deadline;

import io.micronaut.core.propagation.PropagatedContext;
import io.micronaut.http.context.ServerRequestContext;
import io.orchestratex.kit.failure.StoreFailures;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a request waits for the databases. An engine that hangs holds its driver for as
 * long as that waits for the network, tries again and waits for another server: far longer than a
 * caller should. So the work of a request runs on a thread of its own, and who waits for it is
 * refused with 503 when the time is up; the work is interrupted, which closes its connection.
 *
 * <p>A request has one allowance for all that it asks of the databases: what has hung once does not
 * make it wait again. Work that no request waits for (schedules, consumers, the end of a streamed
 * answer) is not bounded here. Thread-safe.
 */
@Singleton
public final class StoreDeadline {

  private static final String SPENT = "orchestratex.store.spent";

  /** Work within work has the time of the whole. */
  private static final ScopedValue<Boolean> WITHIN = ScopedValue.newInstance();

  private final long allowanceNanos;
  private final StoreFailures failures;

  StoreDeadline(StoreSettings settings, StoreFailures failures) {
    this.allowanceNanos = settings.deadline().toNanos();
    this.failures = failures;
  }

  /**
   * Work on a database.
   *
   * @param <T> what it brings
   * @param <X> what it throws besides unchecked exceptions
   */
  @FunctionalInterface
  public interface Work<T, X extends Exception> {
    T run() throws X;
  }

  /**
   * Does work of the present request within its allowance, and any other work as it is.
   *
   * @param engine whom to name when the time is up
   * @throws io.orchestratex.kit.failure.FailureException Unavailable when the time is up; whether
   *     the work is still done is not known then
   */
  public <T, X extends Exception> T within(String engine, Work<T, X> work) throws X {
    AtomicLong spent = WITHIN.isBound() ? null : spentByRequest();
    if (spent == null) {
      return work.run();
    }
    long left = allowanceNanos - spent.get();
    if (left <= 0) {
      throw failures.unavailable(engine + " does not answer. Try again shortly.", null);
    }
    long begunNanos = System.nanoTime();
    try {
      return await(engine, work, left);
    } finally {
      spent.addAndGet(System.nanoTime() - begunNanos);
    }
  }

  @SuppressWarnings("unchecked") // A checked exception of the work is an X.
  private <T, X extends Exception> T await(String engine, Work<T, X> work, long nanos) throws X {
    Callable<T> once = () -> ScopedValue.where(WITHIN, true).call(work::run);
    FutureTask<T> task = new FutureTask<>(PropagatedContext.getOrEmpty().wrap(once));
    Thread.ofVirtual().name("store-call").start(task);
    try {
      return task.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      switch (Objects.requireNonNull(e.getCause())) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case Throwable checked -> throw (X) checked;
      }
    } catch (TimeoutException e) {
      task.cancel(true);
      throw failures.unavailable(
          engine
              + " did not answer in time. If the request changes something, read it before you try"
              + " again.",
          e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw failures.unavailable("The service is stopping. Try again shortly.", e);
    }
  }

  private static @Nullable AtomicLong spentByRequest() {
    return ServerRequestContext.currentRequest()
        .map(request ->
            request
                .getAttribute(SPENT, AtomicLong.class)
                .orElseGet(() -> {
                  AtomicLong none = new AtomicLong();
                  request.setAttribute(SPENT, none);
                  return none;
                }))
        .orElse(null);
  }
}
