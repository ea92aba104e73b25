package io.orchestratex.session.provider;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.provider.Seats.Seat;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * All models by name, and a fair limit on the calls under way per provider. Thread-safe.
 *
 * <p>A model is named alone or with its provider, as {@code provider/model}. Where several
 * providers offer a model of one name, the name alone means the first of them in the order that
 * {@link ProviderSettings#order} sets. Where a model's own name looks like another one's full name,
 * the full name wins.
 *
 * <p>A request first takes a {@link Seat}, of which each user has a fair share ({@link Seats}), and
 * leaves it when its call has ended; one that has waited for {@link ProviderSettings#maxWait} is
 * refused as Busy.
 */
@Singleton
public final class Providers {

  /** By each name that can be asked for. */
  private final Map<String, Offer> named = new LinkedHashMap<>();

  private final List<Offer> offers = new ArrayList<>();
  private final Duration maxWait;

  public Providers(List<ModelProvider> providers, ProviderSettings settings) {
    this.maxWait = settings.maxWait();
    List<ModelProvider> ordered =
        providers.stream()
            .sorted(
                Comparator.<ModelProvider>comparingInt(each -> settings.position(each.id()))
                    .thenComparing(ModelProvider::id))
            .toList();
    for (ModelProvider provider : ordered) {
      Seats seats =
          new Seats(provider.id(), settings.maxConcurrentCalls(), settings.keptForOthers());
      for (Model model : provider.models()) {
        Offer offer = new Offer(provider, model, seats);
        if (named.putIfAbsent(offer.fullName(), offer) != null) {
          throw new IllegalStateException(
              "The model " + offer.fullName() + " is offered twice; take one of them out.");
        }
        offers.add(offer);
      }
    }
    offers.forEach(offer -> named.putIfAbsent(offer.model().name(), offer));
  }

  /**
   * The model of a name, and its provider.
   *
   * @param name {@code model} or {@code provider/model}
   * @throws FailureException Invalid at {@code /model} when no provider offers it
   */
  public Offer find(String name) {
    Offer offer = named.get(name);
    if (offer == null) {
      throw FailureException.invalid(
          "provider.model-unknown",
          "/model",
          "is not a model that can be asked; there are "
              + String.join(", ", new TreeSet<>(offers.stream().map(this::shortestName).toList())));
    }
    return offer;
  }

  /** All models, in the order of their providers. */
  public List<Offer> all() {
    return List.copyOf(offers);
  }

  /** The model's own name where that means this offer, else its full name. */
  public String shortestName(Offer offer) {
    String name = offer.model().name();
    return offer.equals(named.get(name)) ? name : offer.fullName();
  }

  /**
   * Waits for a turn at the provider.
   *
   * @param user whose share it is taken from
   * @throws FailureException Busy when none came up in time, or the user has its share and others
   *     wait
   */
  public Seat takeSeat(Offer offer, String user) {
    return offer.seats.take(user, maxWait);
  }

  /** A model of a provider. */
  public record Offer(ModelProvider provider, Model model, Seats seats) {

    /** The one name that means this model of this provider. */
    public String fullName() {
      return provider.id() + "/" + model.name();
    }
  }
}
