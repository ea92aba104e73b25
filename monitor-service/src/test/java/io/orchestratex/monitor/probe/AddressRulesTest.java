package io.orchestratex.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.kit.settings.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {

  @Test
  void showsAnAddressWithoutItsAccountAndOptions() {
    assertThat(
            AddressRules.withoutAccount(
                new Secret("mongodb://monitor:s3cret@one:27017,two:27018/?replicaSet=rs0")))
        .isEqualTo("mongodb://one:27017,two:27018/");
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
    assertThat(AddressRules.withoutAccount(new Secret(address)))
        .isEqualTo("mongodb://one:27017/db");
  }

  @Test
  void knowsASchemeOnlyWithSomethingAfterIt() {
    assertThat(AddressRules.hasScheme(new Secret("redis://h"), "redis", "rediss")).isTrue();
    assertThat(AddressRules.hasScheme(new Secret("rediss://h"), "redis", "rediss")).isTrue();
    assertThat(AddressRules.hasScheme(new Secret("redis://"), "redis", "rediss")).isFalse();
    assertThat(AddressRules.hasScheme(new Secret("http://h"), "redis", "rediss")).isFalse();
  }
}
