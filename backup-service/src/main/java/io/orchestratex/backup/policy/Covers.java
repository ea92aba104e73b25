package io.orchestratex.backup.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** Which backups the rules of a policy are for. */
@Schema(name = "PolicyCovers")
public enum Covers {
  /** Those that the policy took. */
  OWN,
  /** All that hold nothing but its targets, whoever ordered them. */
  ALL;

  @JsonValue
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
