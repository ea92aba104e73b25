package io.orchestratex.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's pages about policies and held backups, without a browser. */
class ConsolePoliciesTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";
  private static final String ATTACK = "<script>alert(1)</script>";
  private static final String POLICY = "/console/policies/production";
  private static final String BACKUP = "/console/backups/20261127_021500";

  private final List<String> bodies = new CopyOnWriteArrayList<>();

  ConsolePoliciesTest() {
    super("consolepolicies", Map.of(DEADLINE, "5s"));
  }

  @BeforeEach
  void answer() {
    bodies.clear();
    on("/v1/targets", Examples.example("backup-service", "listBackupTargets"));
    on("/v1/vaults", Examples.example("backup-service", "listVaults"));
    service.on(
        "/v1/policies",
        call -> {
          boolean read = call.head.startsWith("GET");
          bodies.add(new String(call.body(), UTF_8));
          call.answer(
              JSON, Examples.example("backup-service", read ? "listPolicies" : "createPolicy"));
        });
    on("/policies/presets", Examples.example("backup-service", "listPolicyPresets"));
    on("/policies/production", Examples.example("backup-service", "getPolicy"));
    on("/production/retention", Examples.example("backup-service", "planRetention"));
    on("/policy-production/run", Examples.example("service-kit", "runSchedule"));
    on("/backups/20261127_021500", Examples.example("backup-service", "holdBackup"));
    on("/20261127_021500/hold", Examples.example("backup-service", "holdBackup"));
    on("/20261127_021500/release", Examples.example("backup-service", "releaseBackup"));
  }

  private void on(String suffix, String body) {
    service.on(
        suffix,
        call -> {
          if (!call.head.startsWith("GET")) {
            bodies.add(new String(call.body(), UTF_8));
          }
          call.answer(JSON, body);
        });
  }

  private static Map<String, String> form() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("name", "orders");
    form.put("when", "age");
    form.put("cron", "0 3 * * *");
    form.put("max_age_minutes", "15");
    form.put("zone", "Europe/Berlin");
    form.put("target", "postgresql");
    form.put("keep_daily", "7");
    form.put("covers", "own");
    form.put("cleanup", "daily");
    return form;
  }

  @Test
  void listsWhatEachPolicyKeepsAndWhenItIsDue() {
    assertThat(admin.get("/console/policies").body())
        .contains(
            "never older than 15 minutes",
            "24 hourly, 7 daily",
            "30 daily, 13 weekly",
            "2 removed",
            "of 2 policies",
            "href=\"/console/policies/production\"");
    assertThat(admin.get("/console/policies.csv").body()).contains("orders,active,,15,UTC");
  }

  @Test
  void showsWhatACleanupWouldDoAndWhy() {
    String page = admin.get(POLICY).body();
    assertThat(page)
        .contains(
            "Friday, 27 November 2026, 12:00 +01:00",
            "1 of 3 backups would go",
            "It is held: the books of 2026 are checked with it",
            "No rule keeps it: it is 10 days old",
            "kept after all: Backup 20261023_100000 is in use",
            "href=\"/console/schedules/cleanup-production\"");

    on(
        "/production/retention",
        Examples.example("backup-service", "planRetention")
            .replace("\"items\"", "\"blocked\": \"" + ATTACK + "\", \"items\""));
    assertThat(admin.get(POLICY).body())
        .contains("id=\"blocked\">&lt;script&gt;")
        .doesNotContain("<script>alert");
  }

  @Test
  void aPlanThatIsAwayTakesItsPartOnly() {
    service.on(
        "/production/retention",
        call -> {
          throw new IOException("gone");
        });
    assertThat(admin.get(POLICY).body()).contains("30 daily, 13 weekly", "Next backups");
  }

  @Test
  void aPresetShowsItsNextTimesAndFillsTheForm() {
    String page = admin.get("/console/policies/new?preset=development").body();
    assertThat(page)
        .contains(
            "Saturday, 28 November 2026, 03:00",
            "needs a vault of type s3",
            "name=\"keep_last\" value=\"7\"",
            "name=\"name\" value=\"development\"");
  }

  @Test
  void whatIsTypedIsSentAndRefusalsStayInTheForm() {
    HttpResponse<String> made = admin.post("/console/policies", form());
    assertThat(made.headers().firstValue("Location")).hasValue(POLICY);
    assertThat(bodies.getLast())
        .contains(
            "\"name\":\"orders\"",
            "\"max_age_minutes\":15",
            "\"keep\":{\"daily\":7}",
            "\"targets\":[\"postgresql\"]")
        .doesNotContain("cron");

    Map<String, String> wrong = form();
    wrong.put("keep_daily", "some");
    assertThat(admin.post("/console/policies", wrong).body()).contains("must be whole numbers");
    assertThat(bodies).hasSize(1);

    String problem =
        """
        {"status":400,"code":"policy.invalid","detail":"/zone is not a time zone",
         "errors":[{"pointer":"/zone","detail":"is not a time zone"}]}\
        """;
    service.on(
        "/v1/policies",
        call -> {
          call.body();
          call.send(
              "HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
                  + "content-length: "
                  + problem.length()
                  + "\r\n\r\n"
                  + problem);
        });
    assertThat(admin.post("/console/policies", form()).body())
        .contains("zone is not a time zone", "value=\"orders\"");
  }

  @Test
  void runsAPolicyAndAsksBeforeItIsDeleted() {
    admin.post(POLICY + "/run", Map.of());
    assertThat(service.headsOf("/schedules/policy-production/run")).hasSize(1);
    assertThat(admin.get(POLICY + "/delete").body())
        .contains("Delete policy production?", "Those that it took stay");
    admin.post(POLICY + "/delete", Map.of());
    assertThat(service.headsOf("/policies/production"))
        .anyMatch(head -> head.startsWith("DELETE /api/v1/policies/production "));
  }

  @Test
  void holdsABackupWithAReason() {
    assertThat(admin.get(BACKUP).body())
        .contains("Held by", "the books of 2026 are checked with it", BACKUP + "/release");
    admin.post(BACKUP + "/hold", Map.of("reason", "audit"));
    assertThat(bodies.getLast()).isEqualTo("{\"reason\":\"audit\"}");
    admin.post(BACKUP + "/release", Map.of());
    assertThat(service.headsOf("/20261127_021500/release")).hasSize(1);
  }

  @Test
  void showsWhereAPolicyCopiesToAndWhatIsMissing() {
    assertThat(admin.get(POLICY).body())
        .contains(
            "61 there",
            "each, once it was taken",
            "26 weekly",
            "4 there, 1 not yet",
            "on the first of each month, important ones only",
            "The vault archive cannot be used: its mark is missing.",
            "removed from the vault offsite");
  }

  @Test
  void whatIsTypedAboutCopiesIsSentAndWhatThePolicyHasStays() {
    assertThat(admin.get(POLICY + "/change").body())
        .contains(
            "name=\"copy_vault\" value=\"archive\"",
            "name=\"copy_vault\" value=\"offsite\"",
            "name=\"copy_keep_offsite\" value=\"26 weekly\"",
            "name=\"copy_important_archive\" value=\"yes\" checked");

    Map<String, String> form = form();
    form.put("copy_vault", "offsite");
    form.put("copy_when_offsite", "monthly");
    form.put("copy_important_offsite", "yes");
    form.put("copy_keep_offsite", "90 days, 12 monthly");
    admin.post("/console/policies", form);
    assertThat(bodies.getLast())
        .contains(
            "\"vault\":\"offsite\"",
            "\"when\":\"monthly\"",
            "\"only\":\"important\"",
            "\"days\":90",
            "\"monthly\":12");

    form.put("copy_keep_offsite", "for ever");
    assertThat(admin.post("/console/policies", form).body())
        .contains("must be words such as 90 days, 26 weekly");
    assertThat(bodies).hasSize(1);
  }

  @Test
  void copiesABackupToAnotherVaultAndMarksIt() {
    on("/backups/20261127_021500", Examples.example("backup-service", "copyBackup"));
    on("/20261127_021500/copies", Examples.example("backup-service", "copyBackup"));
    on("/20261127_021500/copies/archive", Examples.example("backup-service", "deleteBackupCopy"));
    on("/20261127_021500/important", Examples.example("backup-service", "markBackupImportant"));
    assertThat(admin.get(BACKUP).body())
        .contains(
            "id=\"copy-offsite\"",
            "copying 34 %",
            BACKUP + "/copies/archive/stop",
            BACKUP + "/copies/offsite/remove",
            "Mark as important")
        .doesNotContain("id=\"copy-to\""); // Both vaults have it, or are getting it.

    admin.post(BACKUP + "/copies", Map.of("vault", "archive"));
    assertThat(bodies.getLast()).isEqualTo("{\"vault\":\"archive\"}");
    assertThat(admin.get(BACKUP + "/copies/offsite/remove").body())
        .contains("Remove backup 20261127_021500 from the vault offsite?");
    admin.post(BACKUP + "/copies/archive/stop", Map.of());
    assertThat(service.headsOf("/20261127_021500/copies/archive"))
        .anyMatch(head -> head.startsWith("DELETE "));
    admin.post(BACKUP + "/important", Map.of("important", "yes"));
    assertThat(service.headsOf("/20261127_021500/important"))
        .anyMatch(head -> head.startsWith("PUT "));
  }

  @Test
  void whoOnlyReadsChangesNothing() {
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/policies").statusCode()).isEqualTo(200);
    assertThat(analyst.get(POLICY).body()).contains("This needs the role operator");
    assertThat(analyst.get(BACKUP).body()).doesNotContain("Why it must be kept");
    assertThat(analyst.get("/console/policies/new").statusCode()).isEqualTo(403);
    for (String act :
        List.of("/console/policies", POLICY + "/delete", BACKUP + "/hold", BACKUP + "/copies")) {
      assertThat(analyst.post(act, Map.of()).statusCode()).as(act).isEqualTo(403);
    }
    assertThat(Browser.person(gateway, "agent").get("/console/policies").statusCode())
        .isEqualTo(403);
  }
}
