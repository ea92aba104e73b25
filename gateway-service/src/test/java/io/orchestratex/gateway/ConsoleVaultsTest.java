package io.orchestratex.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console's pages about vaults, without a browser. */
class ConsoleVaultsTest extends StubbedConsole {

  private static final String JSON = "content-type: application/json\r\n";
  private static final String ATTACK = "<script>alert(1)</script>";
  private static final String OFFSITE =
      """
      {"name": "offsite", "type": "s3", "location": "s3://acme-backups/orchestratex",
       "bytes_per_second": 12500000, "usable": false, "failure": "its mark is missing"}
      """;

  private final List<String> tested = new CopyOnWriteArrayList<>();

  ConsoleVaultsTest() {
    super("consolevaults", Map.of(DEADLINE, "5s"));
  }

  @BeforeEach
  void answer() {
    tested.clear();
    on("/v1/vaults", Examples.example("backup-service", "listVaults"));
    on("/vaults/offsite", OFFSITE);
    service.on(
        "/offsite/test",
        call -> {
          tested.add(call.head);
          call.answer(JSON, Examples.example("backup-service", "testVault"));
        });
  }

  private void on(String suffix, String body) {
    service.on(suffix, call -> call.answer(JSON, body));
  }

  @Test
  void listsWhereBackupsAreKept() {
    assertThat(admin.get("/console/vaults").body())
        .contains(
            "href=\"/console/vaults/default\"",
            "/var/lib/orchestratex/vault",
            "s3://acme-backups/orchestratex",
            "10 MB/s",
            "its mark is there",
            "42 backups, 57.0 GiB",
            "6.7 GiB (1 : 8.5)",
            "of 2 vaults");
  }

  @Test
  void aTestIsMadeOnDemandAndShowsWhatIsMissing() {
    String page = admin.get("/console/vaults/offsite").body();
    assertThat(page)
        .contains(
            "cannot be used", "its mark is missing", "12.5 MB/s", "/console/vaults/offsite/test")
        .doesNotContain("id=\"verdict\"");
    assertThat(tested).as("a look tests nothing").isEmpty();

    HttpResponse<String> result = admin.post("/console/vaults/offsite/test", Map.of());

    assertThat(result.statusCode()).isEqualTo(200);
    assertThat(result.body())
        .contains(
            "Backups cannot rely on this vault yet.",
            "id=\"step-delete\"",
            "The account needs s3:DeleteObject on arn:aws:s3:::acme-backups/orchestratex/*.",
            "412 ms");
    assertThat(tested).hasSize(1).first().asString().startsWith("POST");
  }

  @Test
  void aTestThatIsNotAnsweredTakesItsPartOnly() {
    service.on(
        "/offsite/test",
        call -> {
          throw new IOException("gone");
        });
    assertThat(admin.post("/console/vaults/offsite/test", Map.of()).body())
        .contains("s3://acme-backups/orchestratex", "broke off its answer");
  }

  @Test
  void onlyOperatorsTestAndNothingThatIsSaidIsMarkup() {
    on("/vaults/offsite", OFFSITE.replace("its mark is missing", ATTACK));
    on(
        "/offsite/test",
        Examples.example("backup-service", "testVault").replace("cannot delete", ATTACK));
    Browser analyst = Browser.person(gateway, "analyst");
    assertThat(analyst.get("/console/vaults/offsite").body())
        .contains("disabled", "This needs the role operator", "&lt;script&gt;")
        .doesNotContain("<script>alert");
    assertThat(analyst.post("/console/vaults/offsite/test", Map.of()).statusCode()).isEqualTo(403);
    assertThat(Browser.person(gateway, "agent").get("/console/vaults").statusCode()).isEqualTo(403);
    assertThat(admin.post("/console/vaults/offsite/test", Map.of()).body())
        .contains("&lt;script&gt;")
        .doesNotContain("<script>alert");
  }
}
