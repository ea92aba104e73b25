package io.orchestratex.kit.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingKeyTest {

  private static final String TEXT = "mongodb://ann:hidden@db/";

  @TempDir private static Path folder;

  @Test
  void opensInItsPlaceWithItsKeyOnly() {
    SealingKey key = SealingKeyFile.read(folder.resolve("one"));
    SealingKey again = SealingKeyFile.read(folder.resolve("one"));
    SealingKey other = SealingKeyFile.read(folder.resolve("other"));
    byte[] sealed = key.seal(TEXT, "target a");

    assertThat(again.id()).isEqualTo(key.id()).isNotEqualTo(other.id());
    assertThat(again.open(sealed, "target a")).hasValue(TEXT);
    assertThat(again.open(sealed, "target b")).isEmpty();
    assertThat(other.open(sealed, "target a")).isEmpty();
    assertThat(key.seal(TEXT, "target a")).isNotEqualTo(sealed);
  }

  @Test
  void noByteCanBeChangedOrCutOff() {
    SealingKey key = SealingKeyFile.read(folder.resolve("one"));
    byte[] sealed = key.seal(TEXT, "target a");
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(key.open(changed, "target a")).as("byte %d", i).isEmpty();
      assertThat(key.open(java.util.Arrays.copyOf(sealed, i), "target a")).isEmpty();
    }
  }
}
