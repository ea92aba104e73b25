package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import io.orchestratex.monitor.target.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProbesTest {

  private final Probes probes =
      new Probes(List.of(probe("one", Set.of("both", "uno")), probe("two", Set.of("both"))));

  private static Probe probe(String engine, Set<String> groups) {
    return new Probe() {
      @Override
      public String engine() {
        return engine;
      }

      @Override
      public Set<String> groups() {
        return groups;
      }

      @Override
      public Map<String, String> help() {
        return Map.of(engine + "_things", "Things of " + engine);
      }

      @Override
      public String addressForm() {
        return engine + "://host";
      }

      @Override
      public boolean accepts(Secret address) {
        return AddressRules.hasScheme(address, engine);
      }

      @Override
      public Session open(Target target) {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void groupsEnginesAsTheirProbesSay() {
    assertThat(probes.groups()).containsExactly("both", "one", "two", "uno");
    assertThat(probes.enginesOf("both")).containsExactly("one", "two");
    assertThat(probes.enginesOf("uno")).containsExactly("one");
    assertThat(probes.enginesOf("two")).containsExactly("two");
    assertThat(probes.enginesOf("three")).isEmpty();
  }

  @Test
  void explainsTheirMetricsAndSpellsOutOthers() {
    assertThat(probes.help("one_things")).isEqualTo("Things of one");
    assertThat(probes.help("ox_up")).isEqualTo("Whether the target could be measured");
    assertThat(probes.help("three_things")).isEqualTo("Three things");
  }

  @Test
  void namesTheSettingOfAnEngineThatNoProbeMeasures() {
    assertThatThrownBy(() -> probes.of(new Target("shop", "three", new Secret("three://s3cret"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "orchestratex.monitor.targets.shop.engine is 'three'; expected one of one, two");
  }

  @Test
  void namesTheSettingOfABadAddressAndNotTheAddress() {
    assertThatThrownBy(() -> probes.of(new Target("shop", "one", new Secret("two://s3cret"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "orchestratex.monitor.targets.shop.uri is not a valid address; expected one://host");
  }

  @Test
  void refusesTwoProbesOfOneEngine() {
    assertThatThrownBy(() -> new Probes(List.of(probe("one", Set.of()), probe("one", Set.of()))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("both measure one");
  }
}
