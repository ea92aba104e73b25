package io.orchestratex.gateway;

import static io.orchestratex.gateway.Examples.example;
import static io.orchestratex.gateway.Examples.page;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's pages about drills, readiness, maintenance and imports, without a browser. */
class ConsoleDrillsTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";
  private static final String ATTACK = "<script>alert(1)</script>";
  private static final String DRILLS = "/console/drills";
  private static final String DRILL = DRILLS + "/20261127_063000";
  private static final Path ACCEPTED =
      Path.of(
          "../backup-service/src/main/resources/META-INF/apidocs/examples",
          "orderDrill.response.202.json");

  private final List<String> bodies = new CopyOnWriteArrayList<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  ConsoleDrillsTest() {
    super("consoledrills", Map.of(DEADLINE, "5s"));
  }

  @BeforeEach
  void answer() throws IOException {
    bodies.clear();
    asked.clear();
    String accepted = Files.readString(ACCEPTED);
    on("/v1/targets", example("backup-service", "listBackupTargets"));
    on("/v1/readiness", example("backup-service", "listReadiness"));
    on("/drills/20261127_063000", example("backup-service", "getDrill"));
    on("/20261127_063000/cancel", example("backup-service", "cancelDrill"));
    service.on(
        "/v1/drills",
        call -> {
          String body = new String(call.body(), UTF_8);
          asked.add(call.target());
          bodies.add(body);
          call.answer(
              JSON,
              call.head.startsWith("GET")
                  ? example("backup-service", "listDrills")
                  : body.contains("dry_run") ? example("backup-service", "orderDrill") : accepted);
        });
  }

  private void recorded(String suffix, String shown, String changed) {
    service.on(
        suffix,
        call -> {
          if (!call.head.startsWith("GET")) {
            bodies.add(call.head.split(" ", 2)[0] + " " + new String(call.body(), UTF_8));
          }
          call.answer(JSON, call.head.startsWith("GET") ? shown : changed);
        });
  }

  private void on(String suffix, String body) {
    service.on(suffix, call -> call.answer(JSON, body));
  }

  private String listed(String drill) {
    on("/v1/drills", page(drill));
    on("/drills/20261127_063000", drill);
    return admin.get(DRILL).body();
  }

  @Test
  void listsDrillsByTheirFilters() {
    assertThat(admin.get(DRILLS + "?state=failed&target=mongodb&backup=20261126_021500").body())
        .contains(
            "of 2 drills",
            "href=\"/console/drills/20261127_063000\"",
            "href=\"/console/backups/20261127_021500\"",
            "passed",
            "failed",
            "Run a drill");
    assertThat(asked.getFirst())
        .contains("state=failed", "target=mongodb", "backup=20261126_021500");
    assertThat(admin.get(DRILLS + ".csv").body())
        .contains("20261127_063000,succeeded,passed,20261127_021500,mongodb postgresql");
  }

  @Test
  void showsWhatBecameOfEachTarget() {
    assertThat(admin.get(DRILL).body())
        .contains(
            "equals the backup, by counts and hashes",
            "Scratch server: mongod 8.0",
            "9,662 documents or rows")
        .doesNotContain("Cancel</button>");
    String failed =
        example("backup-service", "getDrill")
            .replace("\"succeeded\",\n  \"result\": \"passed\"", "\"failed\",\"result\":\"failed\"")
            .replace(
                "\"unequal\": []",
                "\"unequal\": [{\"name\":\"shop."
                    + ATTACK
                    + "\",\"expected_count\":5,\"count\":4}]")
            .replace("\"duration_ms\": 14210", "\"duration_ms\": 1,\"failure\":\"" + ATTACK + "\"");
    assertThat(listed(failed))
        .contains(
            "The backup does not count as good any more",
            "shop.&lt;script&gt;",
            "<td>4</td>",
            "It did not pass:</strong> &lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(listed(example("backup-service", "cancelDrill")))
        .contains("Cancel</button>", "31 %", "restoring");
  }

  @Test
  void showsThePlanBeforeItOrders() {
    String form = admin.get(DRILLS + "/new?backup=20261127_021500&target=mongodb").body();
    assertThat(bodies.getFirst())
        .contains(
            "\"backup\":\"20261127_021500\"", "\"targets\":[\"mongodb\"]", "\"dry_run\":true");
    assertThat(form)
        .contains("postgres 15 (/usr/lib", "/var/tmp/orchestratex-drills", "Run the drill</button>")
        .doesNotContain("Not possible as things are");

    HttpResponse<String> ordered =
        admin.post(
            DRILLS, Map.of("backup", "20261127_021500", "target", "mongodb", "key", "a-key"));

    assertThat(ordered.headers().firstValue("Location")).hasValue(DRILL);
    assertThat(bodies.getLast()).doesNotContain("dry_run").contains("20261127_021500");
  }

  @Test
  void saysWhatPreventsADrill() {
    on(
        "/v1/drills",
        example("backup-service", "orderDrill")
            .replace(
                "\"obstacles\": []",
                "\"obstacles\": [{\"code\":\"drill.no-program\",\"text\":\"install "
                    + ATTACK
                    + "\"}]"));
    assertThat(admin.get(DRILLS + "/new").body())
        .contains("Not possible as things are:</strong> install &lt;script&gt;", "disabled")
        .doesNotContain("<script>alert");
    assertThat(admin.post(DRILL + "/cancel", Map.of()).headers().firstValue("Location"))
        .hasValue(DRILL);
  }

  @Test
  void showsOfEachTargetWhatItsVerdictGoesBy() {
    assertThat(admin.get("/console/readiness").body())
        .contains(
            "id=\"target-mongodb\"",
            "at risk",
            "ready",
            "No backup of it was ever restored by a drill",
            "<code>ox drill run --target mongodb</code>",
            "Full backups only",
            "id=\"databases-mongodb\"",
            "<code>shop</code>",
            "href=\"/console/drills/20261127_063000\"");
    service.on(
        "/v1/readiness",
        call -> {
          throw new IOException("gone");
        });
    assertThat(admin.get("/console/readiness").body()).contains("backup-service");
  }

  @Test
  void maintenanceIsSwitchedByHandWithWhatUntilWhenAndWhy() throws IOException {
    String page = "/console/maintenance";
    String declared = example("backup-service", "getMaintenance");
    recorded(
        "/v1/maintenance",
        declared.replace("moving the sessions", ATTACK),
        example("backup-service", "endMaintenance"));
    assertThat(admin.get(page).body())
        .contains("id=\"declared-by-hand\"", "session-service", "&lt;script&gt;", "End it")
        .contains("name=\"service\" value=\"alert-service\"", "value=\"60\"", "Switch it on")
        .doesNotContain("<script>alert");

    HttpResponse<String> begun =
        admin.post(
            page, Map.of("service", "alert-service", "minutes", "15", "reason", "a larger disk"));
    HttpResponse<String> ended = admin.post(page + "/end", Map.of());

    assertThat(begun.headers().firstValue("Location")).hasValue(page);
    assertThat(ended.headers().firstValue("Location")).hasValue(page);
    assertThat(bodies).hasSize(2);
    assertThat(bodies.getFirst())
        .startsWith("PUT ")
        .contains("\"services\":[\"alert-service\"]", "\"minutes\":15", "a larger disk");
    assertThat(bodies.getLast()).startsWith("DELETE ");
    HttpResponse<String> wrong =
        admin.post(page, Map.of("minutes", "soon", "reason", "kept as it was typed"));
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("1 to 1440", "kept as it was typed", "value=\"soon\"");
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get(page).body())
        .contains("id=\"declared-by-hand\"", "This needs the role operator")
        .doesNotContain("Switch it on");
    assertThat(analyst.post(page, Map.of()).statusCode()).isEqualTo(403);
    assertThat(bodies).hasSize(2);
  }

  @Test
  void aDumpIsImportedOutOfTheFolderThatIsOpen() throws IOException {
    String page = "/console/backups/import";
    on("/v1/vaults", example("backup-service", "listVaults"));
    recorded(
        "/v1/backups/import",
        example("backup-service", "getImportPlaces"),
        example("backup-service", "importBackup"));
    assertThat(admin.get(page).body())
        .contains("/var/lib/orchestratex/imports", "64.0 GiB can be uploaded now")
        .contains("ox backup import FILE --target mongodb --upload")
        .contains("<option value=\"mongodb\"", "mongodb: an archive or a folder of mongodump")
        .doesNotContain("<option value=\"postgresql\"");

    HttpResponse<String> ordered =
        admin.post(page, Map.of("path", "old.archive", "target", "mongodb", "key", "a-key"));

    assertThat(ordered.headers().firstValue("Location").orElseThrow())
        .startsWith("/console/backups/2026");
    assertThat(bodies)
        .singleElement()
        .asString()
        .startsWith("POST ")
        .contains("\"path\":\"old.archive\"", "\"target\":\"mongodb\"");
    on("/v1/backups/import", "{\"max_bytes\":1,\"room_bytes\":1}");
    assertThat(admin.get(page).body()).contains("No folder is open for imports");
    assertThat(Browser.person(gateway, "operator").get(page).statusCode()).isEqualTo(403);
  }
}
