package io.orchestratex.backup.policy;

import io.orchestratex.backup.vault.Vaults;
import java.util.List;
import java.util.Optional;

/**
 * A policy that is ready to be chosen.
 *
 * @param notYet what belongs to it and this version cannot do, a sentence each
 */
record Preset(String name, String description, PolicyDefinition definition, List<String> notYet) {

  private static final String UTC = "UTC";

  /** Where no hour is given, the one of the timetable that gives one. */
  private static final String DAILY = "0 3 * * *";

  static final List<Preset> ALL =
      List.of(
          new Preset(
              "development",
              "Daily full backups; a weekly cleanup keeps the last 7.",
              definition(DAILY, Keep.ofLast(7), Cleanup.WEEKLY),
              List.of()),
          new Preset(
              "production",
              "Full backups every 6 hours, each of which stores only what changed; a weekly cleanup"
                  + " keeps daily backups for 30 days and weekly ones for 3 months, all backups are"
                  + " read back weekly, and the newest good one is restored by a drill monthly.",
              definition(
                      "0 */6 * * *", new Keep(null, null, null, 30, 13, null, null), Cleanup.WEEKLY)
                  .withChecks(Often.WEEKLY, Often.MONTHLY),
              List.of(
                  "A monthly archive of important backups offsite needs a second vault, whose name"
                      + " no preset can know: set copies to it, monthly, of important ones only.")),
          new Preset(
              "mem0",
              "Daily full backups at 03:00, each read back and checked; kept for 30 days.",
              definition("0 3 * * *", Keep.ofDays(30), Cleanup.DAILY),
              List.of()),
          new Preset(
              "agent",
              "Daily full backups, kept for 7 days.",
              definition(DAILY, Keep.ofDays(7), Cleanup.DAILY),
              List.of()),
          new Preset(
              "jupiter",
              "Daily full backups, kept for 7 days.",
              definition(DAILY, Keep.ofDays(7), Cleanup.DAILY),
              List.of(
                  "The upload of each backup to s3://jupiter-backups/mongodb/ needs a vault of type"
                      + " s3, whose name no preset can know: set copies to it.")));

  Preset {
    notYet = List.copyOf(notYet);
  }

  static Optional<Preset> find(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(Preset::name).toList();
  }

  private static PolicyDefinition definition(String cron, Keep keep, Cleanup cleanup) {
    return new PolicyDefinition(null, Vaults.DEFAULT, cron, null, UTC, keep, Covers.OWN, cleanup);
  }
}
