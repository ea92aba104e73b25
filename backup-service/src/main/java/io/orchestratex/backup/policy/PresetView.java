package io.orchestratex.backup.policy;

import io.orchestratex.kit.schedule.CronTimes;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A policy that is ready to be chosen.
 *
 * @param name name of the preset, and of the policy that it makes unless another is chosen
 * @param description what it does, for a person
 * @param cron when its backups are taken: minute, hour, day of month, month and day of week
 * @param zone time zone that the next times are of; the policy has it unless another is chosen
 * @param keep which backups are kept
 * @param covers which backups the rules are for
 * @param cleanup when backups are removed
 * @param verify how often all of its backups are read back
 * @param drill how often the newest good backup is restored into a scratch server and compared
 * @param nextRuns the next five times that backups would be taken, with the offset of the zone
 * @param nextCleanups the next three times that backups would be removed, with the offset of the
 *     zone
 * @param notYet what belongs to it and is not possible yet, a sentence each; empty when it is whole
 */
@Schema(name = "PolicyPreset")
record PresetView(
    String name,
    String description,
    String cron,
    String zone,
    Keep keep,
    Covers covers,
    Cleanup cleanup,
    Often verify,
    Often drill,
    List<OffsetDateTime> nextRuns,
    List<OffsetDateTime> nextCleanups,
    List<String> notYet) {

  private static final int RUNS = 5;
  private static final int CLEANUPS = 3;

  static PresetView of(Preset preset, ZoneId zone, Instant now) {
    PolicyDefinition definition = preset.definition();
    String cron = String.valueOf(definition.cron());
    return new PresetView(
        preset.name(),
        preset.description(),
        cron,
        zone.getId(),
        definition.keep(),
        definition.covers(),
        definition.cleanup(),
        definition.verify(),
        definition.drill(),
        PolicyView.next(Optional.of(CronTimes.of(cron, zone)), now, RUNS),
        PolicyView.next(
            Optional.of(CronTimes.of(definition.cleanup().cron(), zone)), now, CLEANUPS),
        preset.notYet());
  }
}
