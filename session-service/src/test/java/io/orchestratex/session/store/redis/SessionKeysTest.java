package io.orchestratex.session.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Test;

/** A Redis cluster runs a script only when all its keys lie in one slot. */
class SessionKeysTest {

  @Test
  void theKeysOfASessionLieInOneSlot() {
    for (String id : new String[] {"0123456789abcdef01234567", "FFFFFFFFFFFFFFFFFFFFFFFF"}) {
      String kept = RedisSessionDirectory.key(id);
      String gone = RedisSessionDirectory.goneKey(id);

      assertThat(SlotHash.getSlot(gone)).isEqualTo(SlotHash.getSlot(kept));
      assertThat(gone).isNotEqualTo(kept);
    }
  }
}
