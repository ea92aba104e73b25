package io.orchestratex.backup.policy;

import io.micronaut.core.annotation.Introspected;
import io.orchestratex.backup.capture.RequestPatterns;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A policy as it is sent. What is left out or null is that of the preset, where one is named.
 *
 * @param name name of the policy, which cannot be changed later: 1 to 40 lower-case letters, digits
 *     and -; its backups have it as their label. Left out of a new policy, that of the preset; when
 *     a policy is replaced, the name of the path
 * @param preset a policy of the list of presets to begin with; left out, none
 * @param targets ids of the targets to back up, 1 to 20; left out, all that are set up
 * @param vault name of the vault to keep the backups in; left out, the default vault
 * @param cron when backups are taken: minute, hour, day of month, month and day of week, by the
 *     clock of the zone; left out together with {@code max_age_minutes}, the policy takes none and
 *     only removes
 * @param maxAgeMinutes takes backups so that the newest one of no target gets older than this, 1 to
 *     525,600 minutes; not together with {@code cron}
 * @param zone time zone whose clock and calendar count, such as {@code Europe/Berlin}; left out,
 *     UTC
 * @param keep which backups are kept; left out, all of them
 * @param covers which backups the rules are for: {@code own}, those that the policy took; {@code
 *     all}, every backup that holds nothing but its targets. Left out, {@code own}
 * @param cleanup when backups are removed: {@code daily} at 04:30 and after each backup of the
 *     policy, {@code weekly} on Sundays at 04:30. Left out, {@code daily}
 * @param verify how often all of its backups are read back: {@code never}, {@code daily} at 05:30,
 *     {@code weekly} on Sundays, {@code monthly} on the first. Left out, {@code never}: each is
 *     read back once, when it is taken
 * @param drill how often the newest good backup is restored into a scratch server and compared:
 *     {@code never}, {@code daily} at 06:30, {@code weekly} on Sundays, {@code monthly} on the
 *     first. Left out, {@code never}
 * @param copies further vaults that its backups are copied to, up to 10; left out, none
 * @param users true has the accounts and roles of the servers in the backups, too, of engines that
 *     can (MongoDB). Left out, false
 * @param version the version that is replaced; left out, whatever is stored
 */
@Introspected
@Schema(name = "PolicyDefinition")
record PolicyBody(
    @Nullable @Pattern(regexp = Policy.NAME, message = NAME_MESSAGE) String name,
    @Nullable @Size(max = 40) String preset,
    @Nullable @Size(max = 20)
        List<
                @NotNull
                @Pattern(regexp = RequestPatterns.TARGET, message = RequestPatterns.TARGET_MESSAGE)
                String>
            targets,
    @Nullable @Pattern(regexp = RequestPatterns.VAULT, message = RequestPatterns.VAULT_MESSAGE)
        String vault,
    @Nullable @Size(max = 200) String cron,
    @Nullable @Min(1) @Max(525_600) Integer maxAgeMinutes,
    @Nullable @Size(max = 100) String zone,
    @Nullable @Valid Keep keep,
    @Nullable Covers covers,
    @Nullable Cleanup cleanup,
    @Nullable Often verify,
    @Nullable Often drill,
    @Nullable @Size(max = 10) List<@NotNull @Valid PolicyCopy> copies,
    @Nullable Boolean users,
    @Nullable Long version) {

  static final String NAME_MESSAGE =
      "must be 1 to 40 lower-case letters, digits and -, and begin with a letter or digit";
}
