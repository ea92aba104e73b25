package io.orchestratex.backup.engine.mongodb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Crc64Test {

  @Test
  void hasTheCheckValueOfItsCatalogueEntry() {
    Crc64 crc = new Crc64();
    crc.update("123456789".getBytes(UTF_8), 0, 9);

    assertThat(crc.value()).isEqualTo(0x995dc9bbdf1939faL);
  }

  @Test
  void isTheSameInPieces() {
    byte[] text = "The quick brown fox jumps over the lazy dog, twice.".getBytes(UTF_8);
    Crc64 whole = new Crc64();
    whole.update(text, 0, text.length);
    Crc64 pieces = new Crc64();
    pieces.update(text, 0, 3);
    pieces.update(text, 3, 17);
    pieces.update(text, 20, text.length - 20);

    assertThat(pieces.value()).isEqualTo(whole.value());
  }
}
