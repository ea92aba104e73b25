package io.orchestratex.gateway;

import static io.orchestratex.gateway.Examples.example;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dump that is sent from a page of the console, as its script sends it. */
class ConsoleUploadTest extends StubbedConsole {

  private static final String UPLOAD = "/console/backups/import/upload";
  private static final String WHERE =
      UPLOAD + "?target=mongodb&name=old.archive&label=from%20home&key=a-key-file";
  private static final String[] OWN = {"Sec-Fetch-Site", "same-origin"};

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();

  ConsoleUploadTest() {
    super("consoleupload", Map.of(DEADLINE, "5s"));
  }

  @BeforeEach
  void answer() throws IOException {
    asked.clear();
    arrived.reset();
    String taken = example("backup-service", "uploadBackup");
    service.on(
        "/v1/backups/import/upload",
        call -> {
          asked.add(call.head);
          arrived.write(call.body());
          call.answer("content-type: application/json\r\n", taken);
        });
  }

  @Test
  void whatIsSentArrivesAsItIsAndLeadsToItsBackup() {
    byte[] dump = new byte[3 << 20]; // More than any other path of the gateway takes.
    new Random(1).nextBytes(dump);

    HttpResponse<String> sent = admin.upload(WHERE, dump, OWN);

    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(202);
    assertThat(sent.body()).contains("\"location\":\"/console/backups/2026");
    assertThat(arrived.toByteArray()).isEqualTo(dump);
    assertThat(asked)
        .singleElement()
        .asString()
        .contains("target=mongodb", "name=old.archive", "label=from%20home")
        .containsIgnoringCase("idempotency-key: a-key-file")
        .containsIgnoringCase("content-length: " + dump.length);
  }

  @Test
  void aRefusalIsSaidInItsOwnWords() {
    service.on(
        "/v1/backups/import/upload",
        call -> {
          call.body();
          call.refuse(
              "400 Bad Request",
              "{\"code\":\"backup.dump-malformed\",\"detail\":\"It is refused.\",\"errors\":[{"
                  + "\"pointer\":\"\",\"detail\":\"it is no mongodump archive\"}]}");
        });

    HttpResponse<String> sent = admin.upload(WHERE, new byte[10], OWN);

    assertThat(sent.statusCode()).isEqualTo(400);
    assertThat(sent.body()).contains("\"detail\":", "it is no mongodump archive");
  }

  @Test
  void onlyAPageOfOurOwnSendsForAnAdmin() {
    assertThat(admin.upload(WHERE, new byte[10], "Sec-Fetch-Site", "cross-site").statusCode())
        .isEqualTo(403);
    assertThat(Browser.person(gateway, "operator").upload(WHERE, new byte[10], OWN).statusCode())
        .isEqualTo(403);
    assertThat(new Browser(gateway).upload(WHERE, new byte[10], OWN).statusCode()).isEqualTo(401);
    assertThat(asked).isEmpty();
  }
}
