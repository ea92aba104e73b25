package io.orchestratex.backup.readiness;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a verdict goes by.
 *
 * @param name {@code backup}, {@code whole}, {@code drill}, {@code log}, {@code key}, {@code
 *     vault}, {@code room} or {@code recovery-time}; of a target also {@code databases}
 * @param state {@code ok}; {@code warning}, which puts the target at risk; {@code failed}, with
 *     which it is not ready; {@code unknown} or {@code not-offered}, which count for nothing
 * @param reason what is so, a sentence for a person
 * @param action what to do about it, such as a command; absent where there is nothing to do
 */
@Schema(name = "ReadinessCheck")
record Check(
    @Schema(
            allowableValues = {
              "backup",
              "whole",
              "drill",
              "log",
              "key",
              "vault",
              "room",
              "recovery-time",
              "databases"
            })
        String name,
    @Schema(allowableValues = {"ok", "warning", "failed", "unknown", "not-offered"}) String state,
    String reason,
    @Nullable String action) {

  static final String OK = "ok";
  static final String WARNING = "warning";
  static final String FAILED = "failed";
  static final String UNKNOWN = "unknown";
  static final String NOT_OFFERED = "not-offered";

  static Check ok(String name, String reason) {
    return new Check(name, OK, reason, null);
  }
}
