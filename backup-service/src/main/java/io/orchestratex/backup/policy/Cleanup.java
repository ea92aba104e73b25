package io.orchestratex.backup.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** When a policy removes the backups that no rule keeps. */
@Schema(name = "PolicyCleanupTimes")
public enum Cleanup {
  /** Each day, and after each backup that the policy took. */
  DAILY("30 4 * * *"),
  /** On Sundays. */
  WEEKLY("30 4 * * 0");

  private final String cron;

  Cleanup(String cron) {
    this.cron = cron;
  }

  /** When, by the clock of the policy's zone. */
  String cron() {
    return cron;
  }

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
