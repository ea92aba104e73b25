package io.orchestratex.gateway.console.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.gateway.console.session.ConsoleSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AssetsTest {

  private static ConsoleSettings settings(String base) {
    return new ConsoleSettings(
        Duration.ofHours(1), 1, base, Duration.ofSeconds(1), 1, Duration.ofSeconds(1));
  }

  @Test
  void theCdnChangesWhereAssetsComeFromAndNothingElse() {
    String own = new Assets(List.of(), settings("")).address("console.css");
    String cdn = new Assets(List.of(), settings("https://cdn.example/ox/")).address("console.css");

    assertThat(own).matches("/console/assets/[0-9a-f]{12}/console\\.css");
    assertThat(cdn).isEqualTo("https://cdn.example/ox" + own);
    assertThat(settings("https://cdn.example/ox/").assetsOrigin()).isEqualTo("https://cdn.example");
  }

  @Test
  void refusesABaseThatIsNoAddress() {
    assertThatThrownBy(() -> settings("cdn.example; script-src *"))
        .hasMessageContaining("assets-base");
  }

  @Test
  void aPageWithChartsStaysLight() {
    Assets assets = new Assets(List.of(), settings(""));
    List<String> plain =
        List.of("console.css", "parts.css", "htmx.min.js", "console.js", "live.js", "icon.svg");
    List<String> charts = List.of("uPlot.min.css", "uPlot.iife.min.js", "chart.js");

    assertThat(weight(assets, plain)).isLessThan(100_000);
    assertThat(weight(assets, plain) + weight(assets, charts)).isLessThan(160_000);
  }

  private static int weight(Assets assets, List<String> names) {
    return names.stream()
        .mapToInt(name -> Objects.requireNonNull(assets.find(name)).plain().length)
        .sum();
  }
}
