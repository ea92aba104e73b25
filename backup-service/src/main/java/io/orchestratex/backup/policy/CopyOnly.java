package io.orchestratex.backup.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** Which backups a policy copies to a further vault. */
@Schema(name = "PolicyCopyOnly")
public enum CopyOnly {
  /** All that the policy took; at times of the clock, the newest good one. */
  ALL,
  /** Those that a person marked as important. */
  IMPORTANT;

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
