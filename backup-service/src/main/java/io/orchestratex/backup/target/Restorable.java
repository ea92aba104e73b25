package io.orchestratex.backup.target;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Whether a target could be restored as things are.
 *
 * @param verdict {@code good}, {@code stale} (the backup is older than {@code
 *     orchestratex.backup.restorable.max-age}), {@code partial} (something of the target is not in
 *     it), {@code vault-away} (none of the vaults that have it can be used now), {@code none}
 *     (there is no backup) or {@code unknown} (the catalog cannot be read now)
 * @param reason a sentence for a person
 */
record Restorable(Verdict verdict, String reason) {

  /** From the best to the worst. */
  enum Verdict {
    GOOD,
    STALE,
    PARTIAL,
    VAULT_AWAY,
    NONE,
    UNKNOWN;

    @JsonValue
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
