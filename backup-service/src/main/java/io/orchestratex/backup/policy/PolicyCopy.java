package io.orchestratex.backup.policy;

import io.micronaut.core.annotation.Introspected;
import io.orchestratex.backup.capture.RequestPatterns;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A further vault that a policy copies backups to.
 *
 * @param vault name of the vault
 * @param when when backups are copied: {@code each}, once one was taken; {@code daily} at 07:30,
 *     {@code weekly} on Sundays, {@code monthly} on the first. Left out, {@code each}
 * @param only which backups: {@code all}, at times of the clock the newest good one; {@code
 *     important}, those that are marked so. Left out, {@code all}
 * @param keep which copies are kept in that vault; left out, the rules of the policy are for them
 */
@Introspected
@Schema(name = "PolicyCopy")
public record PolicyCopy(
    @NotNull @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
        String vault,
    @Nullable CopyTimes when,
    @Nullable CopyOnly only,
    @Nullable @Valid Keep keep) {

  /** When, which is said or meant. */
  CopyTimes times() {
    return when == null ? CopyTimes.EACH : when;
  }

  boolean onlyImportant() {
    return only == CopyOnly.IMPORTANT;
  }

  /** The same with everything said. */
  PolicyCopy whole() {
    return new PolicyCopy(
        vault, times(), onlyImportant() ? CopyOnly.IMPORTANT : CopyOnly.ALL, keep);
  }
}
