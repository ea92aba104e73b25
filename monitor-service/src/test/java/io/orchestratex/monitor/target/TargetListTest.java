package io.orchestratex.monitor.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.PropertySource;
import io.micronaut.core.type.Argument;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads settings as the service does, from the sources that people have. */
class TargetListTest {

  private static final String HOST_OFF = "orchestratex.monitor.targets.host.uri";

  private static TargetList list(PropertySource source) {
    try (ApplicationContext context =
        ApplicationContext.builder()
            .environmentPropertySource(false)
            .propertySources(PropertySource.of("off", Map.of(HOST_OFF, ""), -200), source)
            .build()) {
      context.getEnvironment().start();
      return new TargetList(
          new TargetSettings(
              context
                  .getEnvironment()
                  .getProperty(TargetSettings.KEY, Argument.mapOf(String.class, Object.class))
                  .orElseThrow()));
    }
  }

  private static TargetList file(Map<String, Object> settings) {
    return list(PropertySource.of("file", settings, 100));
  }

  @Test
  void listsWhatTheSettingsNameByTheirIds() {
    TargetList targets =
        file(
            Map.of(
                "orchestratex.monitor.targets.shop.engine", "service",
                "orchestratex.monitor.targets.shop.uri", "http://127.0.0.1:8081",
                "orchestratex.monitor.targets.host.uri", "local",
                "orchestratex.monitor.targets.old-shop.engine", "service",
                "orchestratex.monitor.targets.old-shop.uri", ""));

    assertThat(targets.all()).extracting(Target::id).containsExactly("host", "shop");
    assertThat(targets.all().getLast().engine()).isEqualTo("service");
    assertThat(targets.all().getLast().address().reveal()).isEqualTo("http://127.0.0.1:8081");
  }

  @Test
  void takesAnyTargetFromTheEnvironment() {
    TargetList targets =
        list(
            PropertySource.of(
                "environment",
                Map.of(
                    "ORCHESTRATEX_MONITOR_TARGETS_MY_SHOP_ENGINE", "service",
                    "ORCHESTRATEX_MONITOR_TARGETS_MY_SHOP_URI", "http://shop:1",
                    "ORCHESTRATEX_MONITOR_TARGETS_BAR_ENGINE", "redis",
                    "ORCHESTRATEX_MONITOR_TARGETS_BAR_URI", "redis://bar",
                    "MONITOR_TARGET_REDIS_URI", "redis://standard"),
                PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE));

    assertThat(targets.all())
        .extracting(Target::id, target -> target.address().reveal())
        .containsExactly(
            Tuple.tuple("bar", "redis://bar"),
            Tuple.tuple("my-shop", "http://shop:1"),
            Tuple.tuple("redis", "redis://standard"));
  }

  @Test
  void showsNoAddressWhenPrinted() {
    TargetSettings settings =
        new TargetSettings(Map.of("shop", Map.of("engine", "redis", "uri", "redis://a:s3cret@b")));

    assertThat(settings.toString()).contains("shop").doesNotContain("s3cret");
    assertThat(new TargetList(settings).all().toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.urii", // misspelt
        "shop", // no property
        "shop.uri.host", // one level too deep
        "my.shop.engine", // an id with a dot
        "shop!.uri" // not a name
      })
  void aKeyThatIsNoneOfATargetStopsTheStart(String key) {
    assertThatThrownBy(() -> file(Map.of(TargetSettings.KEY + "." + key, "s3cret")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orchestratex.monitor.targets")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aTargetWithoutAnEngineStopsTheStart() {
    assertThatThrownBy(
            () -> file(Map.of("orchestratex.monitor.targets.shop.uri", "http://a:s3cret@b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orchestratex.monitor.targets.shop.engine is missing")
        .hasMessageNotContaining("s3cret");
  }
}
