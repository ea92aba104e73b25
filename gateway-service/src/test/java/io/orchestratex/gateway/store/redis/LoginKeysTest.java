package io.orchestratex.gateway.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Redis cluster runs a script only when all its keys lie in one slot. */
class LoginKeysTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "10.1.2.3", "2001:db8:0:0:0:0:0:1", "fe80:0:0:0:0:0:0:1%eth0"})
  void theKeysOfASignInLieInOneSlot(String address) {
    RedisSettings names =
        new RedisSettings(Duration.ofSeconds(1), Duration.ofSeconds(1), "gateway:");
    String name = RedisLoginThrottle.nameKey(names, "ann", address);
    String from = RedisLoginThrottle.addressKey(names, address);

    assertThat(SlotHash.getSlot(name)).isEqualTo(SlotHash.getSlot(from));
    assertThat(name).startsWith("gateway:").isNotEqualTo(from);
    assertThat(from).startsWith("gateway:");
  }
}
