package io.orchestratex.backup.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentHashTest {

  private static ContentHash of(List<String> records) {
    ContentHash hash = new ContentHash();
    for (String each : records) {
      byte[] bytes = each.getBytes(UTF_8);
      hash.add(bytes, 0, bytes.length);
    }
    return hash;
  }

  @Test
  void ignoresTheOrderAndSeesRepetition() {
    assertThat(of(List.of("a", "b", "b")).fact("x").hash())
        .isEqualTo(of(List.of("b", "a", "b")).fact("x").hash())
        .isNotEqualTo(of(List.of("a", "b")).fact("x").hash());
  }

  @Test
  void isTheSumOfTheDigestsModuloTwoToThe256() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    BigInteger sum = BigInteger.ZERO;
    ContentHash hash = new ContentHash();
    for (int i = 0; i < 2_000; i++) {
      byte[] record = new byte[random.nextInt(64)];
      random.nextBytes(record);
      hash.add(record, 0, record.length);
      sum = sum.add(new BigInteger(1, ContentHash.sha256().digest(record)));
    }

    assertThat(new BigInteger(hash.fact("x").hash(), 16))
        .as("seed %d", seed)
        .isEqualTo(sum.mod(BigInteger.TWO.pow(256)));
    assertThat(hash.fact("x").count()).isEqualTo(2_000);
  }
}
