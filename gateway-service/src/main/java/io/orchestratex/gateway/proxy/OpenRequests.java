package io.orchestratex.gateway.proxy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the requests that are open with one address, over all event loops, and those that wait for
 * one of them to end. Thread-safe.
 */
final class OpenRequests {

  private static final long LONGEST_WAIT_MILLIS = 3_000;

  private final int most;
  private final int mostWaiting;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int open;

  OpenRequests(int most, int mostWaiting) {
    this.most = most;
    this.mostWaiting = mostWaiting;
  }

  private static final class Waiter {
    private final EventLoop loop;
    private final Runnable entered;
    private @Nullable Future<?> timeout;

    Waiter(EventLoop loop, Runnable entered) {
      this.loop = loop;
      this.entered = entered;
    }

    /** On its loop. */
    void enter() {
      if (timeout != null) {
        timeout.cancel(false);
      }
      entered.run();
    }
  }

  /**
   * Opens a request, now or later on {@code loop}, the caller's own; or refuses it, when too many
   * wait or it waited for too long.
   */
  void enter(EventLoop loop, Runnable entered, Runnable refused) {
    Waiter waiter = null;
    boolean full = false;
    synchronized (this) {
      if (open < most) {
        open++;
      } else if (waiting.size() < mostWaiting) {
        waiter = new Waiter(loop, entered);
        waiting.add(waiter);
      } else {
        full = true;
      }
    }
    if (full) {
      refused.run();
    } else if (waiter == null) {
      entered.run();
    } else {
      Waiter late = waiter;
      waiter.timeout =
          loop.schedule(
              () -> {
                if (leaveQueue(late)) {
                  refused.run();
                }
              },
              LONGEST_WAIT_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  private synchronized boolean leaveQueue(Waiter waiter) {
    return waiting.remove(waiter);
  }

  /** Ends a request that was entered. */
  void leave() {
    Waiter next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        open--;
      }
    }
    if (next != null) {
      next.loop.execute(next::enter);
    }
  }
}
