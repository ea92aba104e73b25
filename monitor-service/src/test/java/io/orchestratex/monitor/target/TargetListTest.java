package io.orchestratex.monitor.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetListTest {

  private static TargetList list(String services) {
    return new TargetList(
        new TargetSettings(
            new Secret("mongodb://monitor:s3cret@one:27017,two:27018/?replicaSet=rs0"),
            null,
            null,
            services,
            true));
  }

  @Test
  void listsWhatTheSettingsName() {
    TargetList targets =
        list("session-service=http://127.0.0.1:8081, alert-service=https://a:8084,");

    assertThat(targets.all())
        .extracting(Target::id)
        .containsExactly("mongodb", "host", "session-service", "alert-service");
    assertThat(targets.find("session-service").orElseThrow().kind()).isEqualTo(Target.SERVICE);
  }

  @Test
  void showsAnAddressWithoutItsAccountAndOptions() {
    Target mongo = list("").find("mongodb").orElseThrow();

    assertThat(mongo.shownAddress()).isEqualTo("mongodb://one:27017,two:27018/");
    assertThat(mongo.toString()).doesNotContain("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://monitor:s3cret@one:27017/db?x=y",
        "mongodb://monitor:s3c/ret@one:27017/db?x=y",
        "mongodb://monitor:s3c?ret@one:27017/db",
        "mongodb://monitor:s3c#r@et@one:27017/db",
        "mongodb://monitor:s3c ret%@one:27017/db?x=y"
      })
  void showsNoPartOfAPasswordWhateverItHolds(String address) {
    assertThat(new Target("mongodb", "mongodb", new Secret(address)).shownAddress())
        .isEqualTo("mongodb://one:27017/db");
  }

  @Test
  void namesABadEntryWithoutItsPassword() {
    assertThatThrownBy(() -> list("shop=http://user:s3cret@b:1"))
        .hasMessageContaining("'shop'")
        .hasMessageNotContaining("s3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "session-service",
        "=http://127.0.0.1",
        "a=ftp://b",
        "a=http://user:pw@b",
        "A b=http://b",
        "a=http://b,a=http://c",
        "host=http://b"
      })
  void anEntryThatCannotBeReadStopsTheStart(String services) {
    assertThatThrownBy(() -> list(services)).isInstanceOf(IllegalArgumentException.class);
  }
}
