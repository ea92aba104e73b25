package io.orchestratex.backup.engine.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Crc64Test {

  @Test
  void hasTheCheckValueOfJonesPolynomial() {
    byte[] digits = "123456789".getBytes(US_ASCII);

    assertThat(Crc64.update(0, digits, 0, 9)).isEqualTo(0xe9c6d914c4b8d9caL);
    assertThat(Crc64.update(Crc64.update(0, digits, 0, 2), digits, 2, 7))
        .isEqualTo(0xe9c6d914c4b8d9caL);
  }
}
