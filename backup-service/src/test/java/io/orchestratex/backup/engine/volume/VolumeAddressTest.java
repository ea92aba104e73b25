package io.orchestratex.backup.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which volumes can be targets; asks no Docker. */
class VolumeAddressTest {

  private static VolumeEngine engine(@Nullable String names) {
    return VolumeEngineTest.engine(names, new JournalInMemory());
  }

  private static EngineAccess access(String uri) {
    return new EngineAccess("x", new Secret(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "volume:name",
        "volume://",
        "volume://a/b",
        "volume://../etc",
        "volume://-a",
        "volume://ann:hidden@a",
        "volume://a?stop=some",
        "volume://a?start=none",
        "volume://a'b"
      })
  void addressesOfAnyOtherFormAreInvalid(String uri) {
    assertThatThrownBy(() -> engine("*").address(access(uri)))
        .isInstanceOfSatisfying(
            EngineException.class,
            fault -> assertThat(fault.code()).isEqualTo("backup.target-uri-invalid"))
        .hasMessageNotContaining("hidden");
  }

  @Test
  void onlyVolumesThatAreOpenAreTargets() {
    for (String names : new String[] {null, "", "other,shop-*"}) {
      VolumeEngine closed = engine(names);
      assertThatThrownBy(() -> closed.describe(access("volume://uploads")))
          .isInstanceOfSatisfying(
              EngineException.class,
              fault -> assertThat(fault.code()).isEqualTo("backup.target-refused"))
          .hasMessageContaining("orchestratex.backup.volume.names");
    }
    assertThat(engine("other, shop-*").address(access("volume://shop-data")))
        .isEqualTo("shop-data, Docker at " + SampleDocker.ADDRESS);
  }
}
