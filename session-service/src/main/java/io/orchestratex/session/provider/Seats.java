package io.orchestratex.session.provider;

import io.orchestratex.kit.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The calls that may be under way at a provider at once, shared fairly by the users that ask.
 * Thread-safe.
 *
 * <p>A user's share is the number of seats divided by the users that hold one or wait for one, and
 * at most half of them, for others may come. Up to its share a user takes any free seat. Beyond it
 * a user takes a seat only while enough others stay free, and is refused at once while another user
 * waits. Of those who wait, the one whose user holds fewest is next, and among equals the first.
 *
 * <p>Seats and shares are those of one process. Two replicas have twice the seats, and a user whose
 * requests reach both has a share of each, so the shares stay fair to each other. What a provider
 * bears is divided by the number of replicas in the setting.
 */
public final class Seats {

  private static final Duration SOON = Duration.ofSeconds(2);

  private final String provider;
  private final int total;
  private final int kept;
  private final Map<String, Integer> held = new HashMap<>();
  private final List<Waiter> waiting = new ArrayList<>();
  private int free;

  /**
   * @param keptPercent how many of the seats are kept free of users that hold more than their share
   */
  Seats(String provider, int total, int keptPercent) {
    this.provider = provider;
    this.total = total;
    this.kept = total * keptPercent / 100;
    this.free = total;
  }

  /** Free seats. */
  public synchronized int free() {
    return free;
  }

  /** Requests that wait for one. */
  synchronized int waiting() {
    return waiting.size();
  }

  /**
   * Waits for a seat.
   *
   * @throws FailureException Busy when none came up in time, or the user has its share and others
   *     wait
   */
  Seat take(String user, Duration maxWait) {
    Waiter waiter = begin(user);
    try {
      if (!waiter.seated.await(maxWait.toMillis(), TimeUnit.MILLISECONDS) && giveUp(waiter)) {
        throw FailureException.busy(
            "provider.busy",
            "The provider "
                + provider
                + " is working on as many requests as it may; try again shortly.",
            SOON);
      }
    } catch (InterruptedException e) {
      if (!giveUp(waiter)) {
        release(user);
      }
      Thread.currentThread().interrupt();
      throw FailureException.unavailable("provider.stopping", "The service is stopping.", e);
    }
    return new Seat(() -> release(user));
  }

  private synchronized Waiter begin(String user) {
    Waiter waiter = new Waiter(user, new CountDownLatch(1));
    waiting.add(waiter);
    seatWaiters();
    boolean over = held.getOrDefault(user, 0) >= share();
    if (waiter.waits() && over && waiting.stream().anyMatch(other -> !other.user.equals(user))) {
      waiting.remove(waiter);
      throw FailureException.busy(
          "provider.over-share",
          "You have "
              + held.get(user)
              + " answers under way at the provider "
              + provider
              + ", which is your share while others wait; try again when one of them has ended.",
          SOON);
    }
    return waiter;
  }

  /** True when it has no seat and gets none any more. */
  private synchronized boolean giveUp(Waiter waiter) {
    return waiting.remove(waiter);
  }

  private synchronized void release(String user) {
    held.merge(user, -1, (now, less) -> now + less == 0 ? null : now + less);
    free++;
    seatWaiters();
  }

  private void seatWaiters() {
    for (Optional<Waiter> next = next(); next.isPresent(); next = next()) {
      Waiter waiter = next.get();
      waiting.remove(waiter);
      free--;
      held.merge(waiter.user, 1, Integer::sum);
      waiter.seated.countDown();
    }
  }

  private Optional<Waiter> next() {
    int share = share();
    return free == 0
        ? Optional.empty()
        : waiting.stream()
            .filter(waiter -> held.getOrDefault(waiter.user, 0) < share || free > kept)
            .min(Comparator.comparingInt(waiter -> held.getOrDefault(waiter.user, 0)));
  }

  private int share() {
    Set<String> users = new HashSet<>(held.keySet());
    waiting.forEach(waiter -> users.add(waiter.user));
    return Math.max(1, total / Math.max(2, users.size()));
  }

  /** Has an identity: a user may wait with several requests. */
  private static final class Waiter {
    private final String user;
    private final CountDownLatch seated;

    Waiter(String user, CountDownLatch seated) {
      this.user = user;
      this.seated = seated;
    }

    boolean waits() {
      return seated.getCount() > 0;
    }
  }

  /** The right to one call; leaving twice changes nothing. */
  public static final class Seat {
    private final Runnable release;
    private final AtomicBoolean left = new AtomicBoolean();

    private Seat(Runnable release) {
      this.release = release;
    }

    /** Lets the next one in. */
    public void leave() {
      if (left.compareAndSet(false, true)) {
        release.run();
      }
    }
  }
}
