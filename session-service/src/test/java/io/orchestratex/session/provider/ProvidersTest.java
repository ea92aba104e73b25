package io.orchestratex.session.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.provider.Providers.Offer;
import io.orchestratex.session.provider.Seats.Seat;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ProvidersTest {

  private static Providers providers(int seats, Duration wait, String... ids) {
    List<ModelProvider> providers =
        Arrays.stream(ids)
            .<ModelProvider>map(id -> new Silent(id, List.of("model-of-" + id)))
            .toList();
    return new Providers(providers, new ProviderSettings(null, "demo", seats, 20, wait));
  }

  private static Providers ordered(List<String> order, Silent... providers) {
    return new Providers(
        List.of(providers), new ProviderSettings(order, "demo", 1, 20, Duration.ZERO));
  }

  private static String providerOf(Providers providers, String name) {
    return providers.find(name).provider().id();
  }

  @Test
  void countsCostExactly() {
    Model model = new Model("m", new BigDecimal("0.15"), new BigDecimal("0.60"));

    assertThat(model.cost(new Usage(1, 1))).isEqualByComparingTo("0.00000075");
    assertThat(model.cost(new Usage(1_000_000, 0))).isEqualByComparingTo("0.15");
    assertThat(model.cost(Usage.NONE)).isEqualByComparingTo("0");
  }

  @Test
  void namesTheKnownModelsWhenOneIsUnknown() {
    assertThatThrownBy(() -> providers(1, Duration.ZERO, "a", "b").find("c"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("/model")
        .hasMessageContaining("model-of-a, model-of-b");
  }

  @Test
  void refusesAProviderThatOffersAModelTwice() {
    assertThatThrownBy(() -> providers(1, Duration.ZERO, "a", "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a/model-of-a");
  }

  @Test
  void asksTheFirstProviderOfTheConfiguredOrderForAModelThatSeveralOffer() {
    Silent a = new Silent("a", List.of("shared"));
    Silent b = new Silent("b", List.of("shared", "own"));
    Silent c = new Silent("c", List.of("shared"));

    assertThat(providerOf(ordered(List.of(), c, b, a), "shared")).isEqualTo("a");
    assertThat(providerOf(ordered(List.of("absent", "c"), a, b, c), "shared")).isEqualTo("c");
    assertThat(providerOf(ordered(List.of("c", "b"), a, b, c), "own")).isEqualTo("b");
  }

  @Test
  void asksTheProviderThatTheNameSays() {
    Providers providers =
        ordered(
            List.of("a"), new Silent("a", List.of("shared")), new Silent("b", List.of("shared")));

    assertThat(providerOf(providers, "b/shared")).isEqualTo("b");
    assertThat(providerOf(providers, "a/shared")).isEqualTo("a");
    assertThat(providers.find("b/shared").model().name()).isEqualTo("shared");
  }

  @Test
  void aFullNameWinsOverAModelOfThatName() {
    Providers providers =
        ordered(List.of("b"), new Silent("a", List.of("x")), new Silent("b", List.of("a/x", "y")));

    assertThat(providerOf(providers, "a/x")).isEqualTo("a");
    assertThat(providerOf(providers, "b/a/x")).isEqualTo("b");
  }

  @Test
  void listsEachOfferUnderANameThatMeansIt() {
    Providers providers =
        ordered(
            List.of("b"), new Silent("a", List.of("shared")), new Silent("b", List.of("shared")));

    assertThat(providers.all())
        .extracting(providers::shortestName)
        .containsExactly("shared", "a/shared");
    assertThat(providers.all())
        .allSatisfy(
            offer -> assertThat(providers.find(providers.shortestName(offer))).isEqualTo(offer));
  }

  @Test
  void letsTenInAtOnceWhenThirtyCome() throws Exception {
    Providers providers = providers(10, Duration.ofSeconds(10), "a");
    Offer offer = providers.find("model-of-a");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        String user = "user-" + i;
        var _ =
            threads.submit(() -> {
              Seat seat = providers.takeSeat(offer, user);
              peak.accumulateAndGet(inside.incrementAndGet(), Math::max);
              LockSupport.parkNanos(5_000_000);
              inside.decrementAndGet();
              seat.leave();
              seat.leave();
            });
      }
    }

    assertThat(peak.get()).isEqualTo(10);
    assertThat(offer.seats().free()).isEqualTo(10);
  }

  @Test
  void refusesAsBusyWhenNoSeatComesUp() {
    Providers providers = providers(1, Duration.ofMillis(20), "a");
    Offer offer = providers.find("model-of-a");
    Seat taken = providers.takeSeat(offer, "ann");

    assertThatThrownBy(() -> providers.takeSeat(offer, "ann"))
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));

    taken.leave();
    providers.takeSeat(offer, "ann").leave();
  }

  private record Silent(String id, List<String> names) implements ModelProvider {
    @Override
    public List<Model> models() {
      return names.stream().map(name -> new Model(name, BigDecimal.ONE, BigDecimal.ONE)).toList();
    }

    @Override
    public ModelCall stream(ModelRequest request, TokenSink sink) {
      return () -> {};
    }
  }
}
