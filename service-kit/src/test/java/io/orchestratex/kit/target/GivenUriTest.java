package io.orchestratex.kit.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.kit.settings.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GivenUriTest {

  private static final String STORED = "mongodb://ann:old@h1,h2:2/x?a=b&c=%20d";

  private static String changed(@Nullable String uri, @Nullable String password) {
    return GivenUri.changed("c", new Secret(STORED), uri, password).reveal();
  }

  @Test
  void whatStandsBesideThePasswordIsKeptWhole() {
    assertThat(GivenUri.of("c", STORED.replace(":old", ""), "p:/@ %ö").reveal())
        .isEqualTo("mongodb://ann:p%3A%2F%40%20%25%C3%B6@h1,h2:2/x?a=b&c=%20d");
    assertThat(GivenUri.of("c", STORED, null).reveal()).isEqualTo(STORED);
    assertThat(changed(null, "new")).isEqualTo(STORED.replace("old", "new"));
    assertThat(changed(null, null)).isEqualTo(STORED);
    assertThat(changed(null, "")).isEqualTo(STORED.replace(":old", ""));
    assertThat(changed(STORED.replace(":old", ""), null)).isEqualTo(STORED);
    assertThat(changed("mongodb://h3/", null)).isEqualTo("mongodb://h3/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mongodb://ann@h1,h3:2/x?a=b&c=%20d",
        "mongodb://ann@h1,h2:2/x?a=b",
        "mongodb://ann@h1,h2:2/x?a=b&c=%20d&proxyHost=h4",
        "mongodb://bob@h1,h2:2/x?a=b&c=%20d",
        "mongodb+srv://ann@h1,h2:2/x?a=b&c=%20d",
      })
  void theStoredPasswordGoesNowhereElse(String uri) {
    assertThatThrownBy(() -> changed(uri, null)).hasMessageContaining("/password");
    assertThat(changed(uri, "")).isEqualTo(uri);
  }

  @Test
  void aPasswordNeedsAUserAndALostUriIsGivenAgain() {
    assertThatThrownBy(() -> GivenUri.of("c", "redis://h", "x")).hasMessageContaining("/password");
    assertThatThrownBy(() -> GivenUri.of("c", "h:1", null)).hasMessageContaining("/uri");
    assertThatThrownBy(() -> GivenUri.changed("c", null, null, "x"))
        .hasMessageContaining("/uri must be given again");
  }

  @ParameterizedTest
  @CsvSource({
    "mongodb, 'db1.example.org:27017,db2:27017', mongodb-db1-example-org",
    "redis, 'redis://10.0.0.7:6379/0', redis-10-0-0-7",
    "postgresql, '[::1]:5432', postgresql-1",
  })
  void anIdIsMadeOfEngineAndHost(String engine, String address, String id) {
    assertThat(AddedTargetRules.idOf(engine, address)).isEqualTo(id).matches(AddedTargetRules.ID);
    assertThat(AddedTargetRules.errors(Map.of("a", "b"))).isEmpty();
  }
}
