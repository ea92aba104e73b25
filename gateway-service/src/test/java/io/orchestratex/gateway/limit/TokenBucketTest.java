package io.orchestratex.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenBucketTest {

  private static final long WINDOW = 10_000;

  @Test
  void givesItsSizeAtOnceAndThenEvenly() {
    TokenBucket bucket = TokenBucket.full(10, 0);
    for (int i = 0; i < 10; i++) {
      assertThat(bucket.hasOne()).isTrue();
      bucket = bucket.withOneTaken();
    }
    assertThat(bucket.hasOne()).isFalse();
    assertThat(bucket.millisUntilOne(10, WINDOW)).isEqualTo(1_000);
    assertThat(bucket.millisUntilFull(10, WINDOW)).isEqualTo(10_000);
    assertThat(bucket.filled(10, WINDOW, 999).hasOne()).isFalse();
    assertThat(bucket.filled(10, WINDOW, 1_000).hasOne()).isTrue();
  }

  @Test
  void isNeverMoreThanFullAndNeverGoesBack() {
    assertThat(TokenBucket.full(10, 0).filled(10, WINDOW, 1_000_000).tokens()).isEqualTo(10);
    assertThat(new TokenBucket(3, 5_000).filled(10, WINDOW, 1_000))
        .isEqualTo(new TokenBucket(3, 5_000));
  }
}
