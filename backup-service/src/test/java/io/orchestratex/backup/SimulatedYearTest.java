package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.backup.RunningBackupService.Target;
import io.orchestratex.backup.engine.ledger.Ledger;
import io.orchestratex.backup.vault.FaultyVault.Fault;
import io.orchestratex.backup.vault.FlatVault;
import io.orchestratex.backup.vault.FlatVaultType;
import io.orchestratex.kit.access.Role;
import io.orchestratex.local.LongRunning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A policy takes, copies, checks, drills and removes backups for a year, on a clock that the test
 * moves, over both changes of daylight saving, which are on Sundays. Jobs, vaults, schedules and
 * rules are the real ones; what is backed up is a folder of the sample engine, and a backup is due
 * each Sunday, because 365 dumps of a server would take too long. {@code -Dox.year.daily=true}
 * takes one each day.
 */
@LongRunning("takes backups for a year, each copied to other vaults, checked and removed")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedYearTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  /** Before the tokens of the test end, whose time is the machine's. */
  private static final LocalDate FIRST = LocalDate.of(2025, 1, 1);

  private static final int DAYS = 365;
  private static final boolean DAILY = Boolean.getBoolean("ox.year.daily");
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LEDGER = "ledger";
  private static final String POLICY = "/api/v1/policies/year";

  /** The offsite vault takes none of these backups at first, by their number. */
  private static final Set<Integer> AWAY = Set.of(10, 11, 12);

  @TempDir static Path folder;
  private final List<Taken> all = new ArrayList<>();
  private RunningBackupService service;
  private FlatVault offsite;
  private FlatVault archive;

  /** A backup of the year. */
  private record Taken(String id, ZonedDateTime at, boolean important) {
    int month() {
      return at.getYear() * 100 + at.getMonthValue();
    }
  }

  @BeforeAll
  void start() throws IOException {
    Files.createDirectories(folder.resolve(LEDGER));
    write(0);
    offsite = FlatVaultType.bucket("year-offsite");
    archive = FlatVaultType.bucket("year-archive");
    Map<String, Object> settings = new HashMap<>();
    settings.put("test.clock", FIRST.atStartOfDay(ZONE).toInstant().toString());
    settings.put("orchestratex.backup.job.poll", "25ms");
    settings.put("orchestratex.backup.job.workers", 4);
    settings.put("orchestratex.schedule.poll", "25ms");
    settings.put("orchestratex.backup.policy.interval", "25ms");
    settings.put("orchestratex.backup.policy.grace", "0ms");
    settings.put("orchestratex.backup.copy.interval", "25ms");
    settings.put("orchestratex.backup.drill.folder", folder.resolve("drills").toString());
    for (String vault : List.of("offsite", "archive")) {
      settings.put("orchestratex.backup.vaults." + vault + ".type", "flat");
      settings.put("orchestratex.backup.vaults." + vault + ".bucket", "year-" + vault);
    }
    service =
        new RunningBackupService(
            "year",
            folder,
            List.of(
                new Target(
                    LEDGER, LEDGER, "ledger://ann:hidden@localhost" + folder.resolve(LEDGER))),
            settings);
  }

  @AfterAll
  void stop() {
    FlatVaultType.faults = (call, what) -> null;
    service.close();
  }

  private static void write(int day) throws IOException {
    Ledger.write(
        folder.resolve(LEDGER).resolve("shop.ledger"), new Ledger().add("orders", "day " + day));
  }

  private void clock(Instant now) {
    service.bean(MovedClock.class).set(now);
  }

  @Test
  void aPolicyKeepsItsPromisesForAYear() throws IOException {
    var made =
        service.post(
            "/api/v1/policies",
            """
            {"name": "year", "cron": "30 2 * * %s", "zone": "Europe/Berlin", "cleanup": "daily",
             "keep": {"last": 7, "monthly": 4}, "verify": "weekly", "drill": "monthly",
             "copies": [
               {"vault": "offsite", "keep": {"last": 14, "monthly": 12}},
               {"vault": "archive", "when": "monthly", "only": "important"}]}\
            """
                .formatted(DAILY ? "*" : "0"));
    assertThat(made.status()).as("%s", made.body()).isEqualTo(201);
    for (int day = 0; day < DAYS; day++) {
      LocalDate date = FIRST.plusDays(day);
      if (DAILY || date.getDayOfWeek() == DayOfWeek.SUNDAY) {
        boolean away = AWAY.contains(all.size());
        FlatVaultType.faults =
            (call, what) -> away && what.startsWith("create packs/") ? Fault.ERROR : null;
        write(day);
        takeAndMark(date);
        settled(date, away);
        // The cleanup at half past four is over before checks and drills read the backups.
        for (String time : List.of("05:00", "07:31")) {
          clock(date.atTime(LocalTime.parse(time)).atZone(ZONE).toInstant());
          settled(date, away);
        }
        hold(date, away);
      }
    }
    FlatVaultType.faults = (call, what) -> null;
    atTheEndEverythingIsWhole();
  }

  /** One backup, at the due time that the policy shows. */
  private void takeAndMark(LocalDate date) {
    OffsetDateTime due = OffsetDateTime.parse(service.get(POLICY).at("/next_runs/0").asText());
    assertThat(due.atZoneSameInstant(ZONE).toLocalDate()).isEqualTo(date);
    // The hour that the clock leaps over is due at the leap, the one it shows twice the first time.
    assertThat(due.toString().substring(11))
        .isEqualTo(
            date.equals(LocalDate.of(2025, 3, 30))
                ? "03:00+02:00"
                : date.isAfter(LocalDate.of(2025, 3, 30))
                        && !date.isAfter(LocalDate.of(2025, 10, 26))
                    ? "02:30+02:00"
                    : "02:30+01:00");
    clock(due.toInstant());
    await("backup of " + date)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(25))
        .until(() ->
            service
                .one(
                    "SELECT count(*) FROM jobs WHERE kind = 'backup' AND status = 'succeeded'"
                        + " AND created_at = '"
                        + due.toInstant()
                        + "'")
                .equals("1"));
    String id =
        service.one("SELECT id FROM jobs WHERE kind = 'backup' ORDER BY created_at DESC LIMIT 1");
    boolean important = DAILY ? date.getDayOfMonth() == 10 : (date.getDayOfMonth() - 1) / 7 == 1;
    if (important) {
      assertThat(
              service
                  .call("PUT", "/api/v1/backups/" + id + "/important", "", Role.OPERATOR)
                  .status())
          .isEqualTo(200);
    }
    all.add(new Taken(id, due.atZoneSameInstant(ZONE), important));
  }

  /** Until nothing is due any more and nothing is under way. */
  private void settled(LocalDate date, boolean away) {
    String newest = all.getLast().id();
    String open =
        """
        SELECT (SELECT count(*) FROM jobs WHERE status IN ('queued', 'running'))
          + (SELECT count(*) FROM schedules WHERE NOT paused AND next_due <= '%s')
          + (SELECT count(*) FROM backup_copies WHERE state = 'wanted' AND NOT %s)
          + (SELECT 1 - count(*) FROM backup_copies WHERE backup = '%s' AND vault = 'offsite')
          + (SELECT 1 - count(*) FROM jobs WHERE order_key = 'cleanup year after %s')\
        """
            .formatted(service.bean(MovedClock.class).instant(), away, newest, newest);
    await("the end of " + date)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(25))
        .until(() -> service.one(open), "0"::equals);
  }

  /** What must be true at the end of each day. */
  private void hold(LocalDate date, boolean away) throws IOException {
    Set<String> home = kept(7, 4);
    assertThat(atHome()).as("default on %s", date).isEqualTo(home);
    if (away) {
      assertThat(in(offsite)).as("offsite on %s", date).doesNotContain(all.getLast().id());
    } else {
      assertThat(in(offsite)).as("offsite on %s", date).isEqualTo(kept(14, 12));
    }
    Set<String> archived = archived(date);
    assertThat(in(archive)).as("archive on %s", date).isEqualTo(archived);
    Set<String> somewhere = new HashSet<>(home);
    somewhere.addAll(in(offsite));
    somewhere.addAll(archived);
    assertThat(service.one("SELECT count(*) FROM jobs WHERE kind = 'backup'"))
        .as("each is one backup, wherever it is, on %s", date)
        .isEqualTo(Integer.toString(somewhere.size()));
    assertThat(service.one("SELECT count(*) FROM jobs WHERE kind <> 'copy' AND status = 'failed'"))
        .as("failed jobs until %s", date)
        .isEqualTo("0");
    if (all.size() > 10 && all.size() < 16) {
      boolean overdue = away && all.size() - 1 > 10;
      await("overdue or not on " + date)
          .atMost(LIMIT)
          .until(() -> service.get(POLICY).get("copies_overdue").isEmpty() != overdue);
    }
  }

  /** The important ones before the last first of a month, when the archive took them. */
  private Set<String> archived(LocalDate date) {
    Set<String> archived = new TreeSet<>();
    all.stream()
        .filter(Taken::important)
        .filter(each -> each.at().toLocalDate().isBefore(date.withDayOfMonth(1)))
        .forEach(each -> archived.add(each.id()));
    return archived;
  }

  /** The ids that the rules keep: the last ones, those of the last months, important ones. */
  private Set<String> kept(int last, int months) {
    Set<String> kept = new TreeSet<>();
    Set<Integer> seen = new HashSet<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Taken each = all.get(i);
      if (all.size() - i <= last || each.important()) {
        kept.add(each.id());
      }
      if (seen.size() < months && seen.add(each.month())) {
        kept.add(each.id());
      }
    }
    return kept;
  }

  private static Set<String> atHome() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("vault"))) {
      return new TreeSet<>(
          folders
              .filter(each -> Files.exists(each.resolve("manifest.json")))
              .map(each -> each.getFileName().toString())
              .toList());
    }
  }

  private static Set<String> in(FlatVault vault) {
    Set<String> backups = new TreeSet<>();
    String after = "";
    while (after != null) {
      var page = vault.list("2", after, 1_000);
      page.keys().stream()
          .filter(key -> key.endsWith("/manifest.json"))
          .forEach(key -> backups.add(key.substring(0, key.indexOf('/'))));
      after = page.next();
    }
    return backups;
  }

  private void atTheEndEverythingIsWhole() throws IOException {
    assertThat(service.post("/api/v1/schedules/verify-year/run", "").status()).isEqualTo(202);
    await("checks")
        .atMost(LIMIT)
        .until(
            () -> service.one("SELECT count(*) FROM jobs WHERE status IN ('queued', 'running')"),
            "0"::equals);
    JsonNode backups = service.get("/api/v1/backups?limit=100").get("items");
    assertThat(backups).hasSizeGreaterThan(10);
    for (JsonNode each : backups) {
      assertThat(each.get("good").asBoolean()).as("%s", each).isTrue();
      for (JsonNode copy : each.get("copies")) {
        assertThat(copy.get("state").asText()).as("%s", each).isIn("complete", "removed");
      }
    }
    assertThat(
            Integer.parseInt(
                service.one(
                    "SELECT count(*) FROM jobs WHERE kind = 'drill' AND status = 'succeeded'")))
        .as("a drill on each first of a month, but for the one before there was a backup")
        .isBetween(11, 12);
    // The oldest one, out of the archive alone.
    Path away = folder.resolve("away");
    Files.move(folder.resolve("vault"), away);
    Taken oldest = all.stream().filter(Taken::important).findFirst().orElseThrow();
    JsonNode restore = service.restored("{\"backup\":\"" + oldest.id() + "\"}");
    assertThat(restore.get("state").asText()).as("%s", restore).isEqualTo("succeeded");
    assertThat(Ledger.read(folder.resolve(LEDGER).resolve("shop.ledger")).toString())
        .isEqualTo(
            new Ledger()
                .add(
                    "orders",
                    "day " + (oldest.at().toLocalDate().toEpochDay() - FIRST.toEpochDay()))
                .toString());
    Files.move(away, folder.resolve("vault"));
  }
}
