package io.orchestratex.backup.vault;

import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The time between two tries of a request, longer each time and never quite the same. */
public final class Pauses {

  private static final long FIRST_MILLIS = 50;
  private static final long LONGEST_MILLIS = 2_000;
  private static final int MAX_DOUBLINGS = 10;

  private Pauses() {}

  /**
   * Waits before the next try.
   *
   * @param failures how often it has failed
   * @throws InterruptedIOException when the thread is interrupted, which it still is then
   */
  public static void after(int failures) throws InterruptedIOException {
    long longest = Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(failures, MAX_DOUBLINGS));
    try {
      var _ =
          new CountDownLatch(1)
              .await(ThreadLocalRandom.current().nextLong(longest), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the work was stopped");
    }
  }
}
