package io.orchestratex.session.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.provider.Providers.Offer;
import io.orchestratex.session.provider.Providers.Seat;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProvidersTest {

  private static Providers providers(int seats, Duration wait, String... ids) {
    List<ModelProvider> providers =
        java.util.Arrays.stream(ids).<ModelProvider>map(Silent::new).toList();
    return new Providers(providers, new ProviderSettings(seats, wait));
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
  void refusesTwoProvidersOfOneModel() {
    assertThatThrownBy(() -> providers(1, Duration.ZERO, "a", "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("model-of-a");
  }

  @Test
  void letsTenInAtOnceWhenThirtyCome() throws Exception {
    Providers providers = providers(10, Duration.ofSeconds(10), "a");
    Offer offer = providers.find("model-of-a");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        var _ =
            threads.submit(() -> {
              Seat seat = providers.takeSeat(offer);
              peak.accumulateAndGet(inside.incrementAndGet(), Math::max);
              java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
              inside.decrementAndGet();
              seat.leave();
              seat.leave();
            });
      }
    }

    assertThat(peak.get()).isEqualTo(10);
    assertThat(offer.seats().availablePermits()).isEqualTo(10);
  }

  @Test
  void tellsToComeBackWhenNoSeatComesUp() {
    Providers providers = providers(1, Duration.ofMillis(20), "a");
    Offer offer = providers.find("model-of-a");
    Seat taken = providers.takeSeat(offer);

    assertThatThrownBy(() -> providers.takeSeat(offer))
        .isInstanceOfSatisfying(
            FailureException.class, e -> assertThat(e.failure()).isInstanceOf(Failure.Busy.class));

    taken.leave();
    providers.takeSeat(offer).leave();
  }

  private record Silent(String id) implements ModelProvider {
    @Override
    public List<Model> models() {
      return List.of(new Model("model-of-" + id, BigDecimal.ONE, BigDecimal.ONE));
    }

    @Override
    public ModelCall stream(ModelRequest request, TokenSink sink) {
      return () -> {};
    }
  }
}
