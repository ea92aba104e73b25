package io.orchestratex.session.provider;

import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All models by name, and a fair limit on the calls under way per provider. Thread-safe.
 *
 * <p>A request first takes a {@link Seat}, in order of arrival, and leaves it when its call has
 * ended; who has waited for {@link ProviderSettings#maxWait} is refused as Busy.
 */
@Singleton
public final class Providers {

  private final Map<String, Offer> offers = new LinkedHashMap<>();
  private final Duration maxWait;

  public Providers(List<ModelProvider> providers, ProviderSettings settings) {
    this.maxWait = settings.maxWait();
    for (ModelProvider provider : providers) {
      Semaphore seats = new Semaphore(settings.maxConcurrentCalls(), true);
      for (Model model : provider.models()) {
        Offer other = offers.putIfAbsent(model.name(), new Offer(provider, model, seats));
        if (other != null) {
          throw new IllegalStateException(
              "The model "
                  + model.name()
                  + " is offered by "
                  + other.provider().id()
                  + " and by "
                  + provider.id()
                  + "; take it out of one of them.");
        }
      }
    }
  }

  /**
   * The provider of a model.
   *
   * @throws FailureException Invalid at {@code /model} when nobody offers it
   */
  public Offer find(String model) {
    Offer offer = offers.get(model);
    if (offer == null) {
      throw FailureException.invalid(
          "provider.model-unknown",
          "/model",
          "is not a model that can be asked; there are "
              + String.join(", ", new TreeSet<>(offers.keySet())));
    }
    return offer;
  }

  /** All models, in the order of their providers. */
  public List<Offer> all() {
    return new ArrayList<>(offers.values());
  }

  /**
   * Waits for a turn at the provider.
   *
   * @throws FailureException Busy when none came up in time
   */
  public Seat takeSeat(Offer offer) {
    boolean taken;
    try {
      taken = offer.seats.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FailureException.unavailable("provider.stopping", "The service is stopping.", e);
    }
    if (!taken) {
      throw FailureException.busy(
          "provider.busy",
          "The provider "
              + offer.provider().id()
              + " is working on as many requests as it may; try again shortly.",
          Duration.ofSeconds(2));
    }
    return new Seat(offer.seats);
  }

  /** A model and who answers for it. */
  public record Offer(ModelProvider provider, Model model, Semaphore seats) {}

  /** The right to one call; leaving twice changes nothing. */
  public static final class Seat {
    private final Semaphore seats;
    private final AtomicBoolean left = new AtomicBoolean();

    private Seat(Semaphore seats) {
      this.seats = seats;
    }

    /** Lets the next one in. */
    public void leave() {
      if (left.compareAndSet(false, true)) {
        seats.release();
      }
    }
  }
}
