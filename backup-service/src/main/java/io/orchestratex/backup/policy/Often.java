package io.orchestratex.backup.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How often a policy has its backups checked or drilled. */
@Schema(name = "PolicyOften")
public enum Often {
  NEVER(null, null, 0),
  DAILY("30 5 * * *", "30 6 * * *", 1),
  WEEKLY("30 5 * * 0", "30 6 * * 0", 7),
  MONTHLY("30 5 1 * *", "30 6 1 * *", 31);

  private final @Nullable String checks;
  private final @Nullable String drills;
  private final int days;

  Often(@Nullable String checks, @Nullable String drills, int days) {
    this.checks = checks;
    this.drills = drills;
    this.days = days;
  }

  /** When checks of all backups are ordered; empty for never. */
  Optional<String> checks() {
    return Optional.ofNullable(checks);
  }

  /** When drills of the newest good backup are ordered: an hour later; empty for never. */
  Optional<String> drills() {
    return Optional.ofNullable(drills);
  }

  /** The longest time between two, in days; 0 for never. */
  int days() {
    return days;
  }

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
