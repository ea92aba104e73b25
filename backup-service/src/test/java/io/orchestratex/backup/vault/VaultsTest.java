package io.orchestratex.backup.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.PropertySource.PropertyConvention;
import io.orchestratex.kit.failure.Failure;
import io.orchestratex.kit.failure.FailureException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VaultsTest {

  private static Vaults vaults(
      String preferred, Map<String, String> first, Map<String, String> more) {
    return new Vaults(
        new VaultSettings(preferred, first, more),
        List.of(new FlatVaultType()),
        VaultsTest::noGuard);
  }

  private static VaultGuard noGuard() {
    throw new AssertionError("no vault is used here");
  }

  private static final Map<String, String> FIRST = Map.of("type", "flat", "bucket", "one");

  @Test
  void severalVaultsAreFoundByTheirNames() {
    Vaults vaults =
        vaults("offsite", FIRST, Map.of("offsite.type", "flat", "offsite.bucket", "two"));
    assertThat(vaults.names()).containsExactly("default", "offsite");
    assertThat(vaults.get("default").location()).isEqualTo("flat://one");
    assertThat(vaults.get("offsite").location()).isEqualTo("flat://two");
    assertThat(vaults.chosen(null, "/vault")).isEqualTo("offsite");
    assertThat(vaults.chosen("default", "/vault")).isEqualTo("default");
    assertThat(vaults.location("gone")).isNull();
    assertThatThrownBy(() -> vaults.get("gone"))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("set orchestratex.backup.vaults.gone.type");
    assertThatThrownBy(() -> vaults.chosen("gone", "/vault"))
        .isInstanceOfSatisfying(
            FailureException.class,
            e -> {
              assertThat(e.failure()).isInstanceOf(Failure.Invalid.class);
              assertThat(e.failure().code()).isEqualTo("backup.vault-unknown");
            });
  }

  @Test
  void aBadSettingStopsTheStartAndIsNamed() {
    refused(Map.of("offsite.bucket", "two"), "orchestratex.backup.vaults.offsite.type is missing");
    refused(Map.of("offsite.type", "s4"), "unknown type s4; there are [flat]");
    refused(Map.of("offsite.type", "flat"), "orchestratex.backup.vaults.offsite.bucket is missing");
    refused(
        Map.of("offsite.type", "flat", "offsite.bucket", "b", "offsite.buket", "c"),
        "Unknown setting orchestratex.backup.vaults.offsite.buket");
    refused(Map.of("offsite.type", "flat", "offsite.bucket", "one"), "are both in flat://one");
    refused(Map.of("Off.type", "flat"), "lower-case letters and digits");
    refused(Map.of("default.type", "flat"), "orchestratex.backup.vault.*");
    assertThatThrownBy(() -> vaults("gone", FIRST, Map.of()))
        .hasMessageContaining("orchestratex.backup.default-vault names no vault: gone");
  }

  private static void refused(Map<String, String> more, String message) {
    assertThatThrownBy(() -> vaults("default", FIRST, more))
        .as("%s", more)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** The framework offers a variable in every way of writing with dots and dashes. */
  @Test
  void environmentVariablesNameVaultsToo() {
    PropertySource environment =
        PropertySource.of(
            "env",
            Map.of(
                "ORCHESTRATEX_BACKUP_VAULT_PATH", "/one",
                "ORCHESTRATEX_BACKUP_VAULT_MAX_BYTES", "7",
                "ORCHESTRATEX_BACKUP_VAULTS_OFFSITE_TYPE", "flat",
                "ORCHESTRATEX_BACKUP_VAULTS_OFFSITE_MAX_BYTES", "8"),
            PropertyConvention.ENVIRONMENT_VARIABLE);
    try (ApplicationContext context =
        ApplicationContext.builder()
            .bootstrapEnvironment(false)
            .deduceEnvironment(false)
            .propertySources(environment)
            .build()) {
      context.getEnvironment().start();
      Environment found = context.getEnvironment();
      VaultSettings settings =
          new VaultSettings(
              "default",
              texts(found.getProperties("orchestratex.backup.vault")),
              texts(found.getProperties("orchestratex.backup.vaults")));
      Map<String, VaultProperties> byName = settings.byName();
      assertThat(byName.keySet()).containsExactly("default", "offsite");
      VaultProperties first = byName.getOrDefault("default", NONE);
      assertThat(first.text("path")).isEqualTo("/one");
      assertThat(first.bytes("max-bytes", 0)).isEqualTo(7);
      first.requireNoOther();
      VaultProperties offsite = byName.getOrDefault("offsite", NONE);
      assertThat(offsite.text("type")).isEqualTo("flat");
      assertThat(offsite.bytes("max-bytes", 0)).isEqualTo(8);
      offsite.requireNoOther();
    }
  }

  private static final VaultProperties NONE = new VaultProperties("none", "none.", Map.of());

  private static Map<String, String> texts(Map<String, Object> values) {
    Map<String, String> texts = new HashMap<>();
    values.forEach((key, value) -> texts.put(key, String.valueOf(value)));
    return texts;
  }
}
