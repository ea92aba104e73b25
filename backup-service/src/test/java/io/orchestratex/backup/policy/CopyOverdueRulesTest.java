package io.orchestratex.backup.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.copy.Copy;
import io.orchestratex.backup.copy.LateCopies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyOverdueRulesTest {

  private static final Instant T0 = Instant.parse("2026-11-28T10:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static Copy wanted(String backup, String vault, Instant at) {
    return new Copy(
        backup,
        vault,
        Copy.State.WANTED,
        "policy:nightly",
        at,
        0,
        null,
        "The vault is away.",
        null,
        null,
        0,
        0);
  }

  @Test
  void aVaultIsLateOnceHoweverManyCopiesItMisses() {
    List<Copy> wanted =
        List.of(
            wanted("b2", "offsite", T0.plusSeconds(5)),
            wanted("b1", "offsite", T0),
            wanted("b3", "offsite", T0.plus(DAY)),
            wanted("b3", "archive", T0.plus(DAY)));

    assertThat(CopyOverdueRules.late(wanted, DAY, T0.plus(DAY))).isEmpty();
    assertThat(CopyOverdueRules.late(wanted, DAY, T0.plus(DAY).plusSeconds(6)))
        .containsExactly(
            new LateCopies(
                "offsite", 2, "b1", T0.plus(DAY), "2 copies are missing. The vault is away."));
    assertThat(CopyOverdueRules.late(wanted, DAY, T0.plus(DAY).plus(DAY).plusSeconds(1)))
        .extracting(LateCopies::vault)
        .containsExactly("archive", "offsite");
  }
}
