package io.orchestratex.cli.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.cli.access.Body;
import io.orchestratex.cli.access.Gateway;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a policy does, mixed into the verbs that make or change one. */
final class PolicyOptions {

  /** When backups are taken. */
  static final class When {
    @Option(
        names = "--cron",
        description = "Minute, hour, day of month, month, day of week, such as \"0 */6 * * *\".")
    @Nullable String cron;

    @Option(
        names = "--max-age",
        paramLabel = "MINUTES",
        description = "Take backups so that none gets older than this.")
    @Nullable Integer maxAge;

    @Option(names = "--no-backups", description = "Take none, and only remove.")
    boolean none;
  }

  @ArgGroup @Nullable When when;

  @Option(names = "--zone", description = "Whose clock and calendar count, such as Europe/Berlin.")
  @Nullable String zone;

  @Option(names = "--target", description = "What is backed up (default: all); may be repeated.")
  @Nullable List<String> targets;

  @Option(names = "--vault", description = "The vault to keep the backups in.")
  @Nullable String vault;

  @Option(names = "--keep-days", description = "Keep backups for so many days.")
  @Nullable Integer days;

  @Option(names = "--keep-last", description = "Keep the newest backups, so many.")
  @Nullable Integer last;

  @Option(names = "--keep-hourly", description = "Keep one of each of so many hours.")
  @Nullable Integer hourly;

  @Option(names = "--keep-daily", description = "Keep one of each of so many days.")
  @Nullable Integer daily;

  @Option(names = "--keep-weekly", description = "Keep one of each of so many weeks.")
  @Nullable Integer weekly;

  @Option(names = "--keep-monthly", description = "Keep one of each of so many months.")
  @Nullable Integer monthly;

  @Option(names = "--keep-yearly", description = "Keep one of each of so many years.")
  @Nullable Integer yearly;

  @Option(
      names = "--keep-only",
      description = "Drop the rules that it had before; without a --keep option, keep everything.")
  boolean only;

  @Option(
      names = "--covers",
      description = "own: the rules are for the backups that it takes; all: for every backup.")
  @Nullable String covers;

  @Option(names = "--cleanup", description = "When backups are removed: daily or weekly.")
  @Nullable String cleanup;

  @Option(
      names = "--verify",
      description = "How often all of its backups are read back: never, daily, weekly or monthly.")
  @Nullable String verify;

  @Option(
      names = "--drill",
      description =
          "How often the newest good backup is restored into a scratch server and compared: never,"
              + " daily, weekly or monthly.")
  @Nullable String drill;

  @Option(
      names = "--copy-to",
      paramLabel = "VAULT[,RULE=N]",
      description =
          "Copy its backups there: a vault's name, then what is kept there where that differs, such"
              + " as offsite,weekly=26,days=90; when=monthly and only=important for archives. May"
              + " be repeated; all of them are meant.")
  @Nullable List<String> copyTo;

  @Option(
      names = "--users",
      negatable = true,
      description = "Have accounts and roles of the servers in its backups, too (MongoDB).")
  @Nullable Boolean users;

  @Option(names = "--no-copies", description = "Copy its backups nowhere.")
  boolean noCopies;

  /**
   * Adds what was given to a body.
   *
   * @param before what the policy is so far, whose other rules stay
   */
  ObjectNode into(ObjectNode body, JsonNode before) {
    Body said = new Body(body);
    if (when != null) {
      body.remove(List.of("cron", "max_age_minutes"));
      said.with("cron", when.cron).with("max_age_minutes", when.maxAge);
    }
    said.with("zone", zone)
        .with("vault", vault)
        .with("covers", covers)
        .with("cleanup", cleanup)
        .with("verify", verify)
        .with("drill", drill)
        .with("users", users)
        .with("targets", targets);
    if (noCopies) {
      body.putArray("copies");
    } else if (copyTo != null) {
      ArrayNode copies = body.putArray("copies");
      copyTo.forEach(each -> copies.add(CopyOption.read(each)));
    }
    ObjectNode keep = Gateway.body();
    if (!only && before.path("keep") instanceof ObjectNode rules) {
      keep.setAll(rules);
    }
    new Body(keep)
        .with("days", days)
        .with("last", last)
        .with("hourly", hourly)
        .with("daily", daily)
        .with("weekly", weekly)
        .with("monthly", monthly)
        .with("yearly", yearly);
    if (only || !keep.isEmpty()) {
      body.set("keep", keep);
    }
    return body;
  }
}
