package io.orchestratex.backup.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a policy copies backups to a further vault. */
@Schema(name = "PolicyCopyTimes")
public enum CopyTimes {
  /** Each backup, once it was taken, and those before it that the vault is to keep. */
  EACH(null),
  DAILY("30 7 * * *"),
  /** On Sundays. */
  WEEKLY("30 7 * * 0"),
  /** On the first. */
  MONTHLY("30 7 1 * *");

  private final @Nullable String cron;

  CopyTimes(@Nullable String cron) {
    this.cron = cron;
  }

  /** When, by the clock of the policy's zone; empty when no clock says so. */
  Optional<String> cron() {
    return Optional.ofNullable(cron);
  }

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
