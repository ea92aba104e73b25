package io.orchestratex.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.Ox;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import io.orchestratex.local.LongRunning;
import io.orchestratex.local.SparePostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ox adopt}: from a server that happens to run here to a verified backup of it. */
@LongRunning("starts the whole stack")
class AdoptTest extends Journey {

  private static final String RULE = "/api/v1/rules/drill-overdue";

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void ofTheTests() {
    System.setProperty("ox.test-stack", "true");
  }

  @AfterAll
  static void ofNobody() {
    System.clearProperty("ox.test-stack");
  }

  private int ox(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Ox.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private JsonNode engine(String address) throws IOException {
    for (JsonNode each : Gateway.JSON.readTree(out.toString()).path("engines")) {
      if (each.path("address").asText().equals(address)) {
        return each;
      }
    }
    throw new AssertionError(address + " was not found: " + out);
  }

  private static String address(String uri) {
    return URI.create(uri).getHost() + ":" + URI.create(uri).getPort();
  }

  private int total(String path) {
    return admin.get(path).at("/paging/total").asInt();
  }

  @Test
  void aServerOfThisMachineIsTakenOnOnceAndForAll() throws IOException {
    try (SparePostgres spare = SparePostgres.start(SparePostgres.programs())) {
      spare.sql("CREATE TABLE orders AS SELECT n FROM generate_series(1, 10) n");
      String address = "127.0.0.1:" + spare.port();
      assertThat(ox("login")).isEqualTo(ExitCode.DONE);
      assertThat(ox("adopt", "--dry-run", "--json")).isEqualTo(ExitCode.DONE);
      assertThat(engine(address(stack.engines().mongo().rootUri())).path("target").asText())
          .isEqualTo("mongodb");
      assertThat(engine(address(stack.engines().redis().adminUri())).path("state").asText())
          .isEqualTo("not-offered");
      JsonNode found = engine(address);
      assertThat(found.path("state").asText()).isEqualTo("proposed");
      String id = found.path("target").asText();

      assertThat(ox("adopt", "--only", address, "--json")).isEqualTo(ExitCode.REFUSED);
      assertThat(err.toString()).contains("--yes");
      assertThat(ox("adopt", "--only", address, "--yes", "--json")).isEqualTo(ExitCode.REFUSED);
      assertThat(engine(address).path("result").asText()).isEqualTo("needs-account");
      assertThat(engine(address).at("/tests/backup/failed").asText()).isEqualTo("sign-in");

      isTakenOn(spare, address, id);
    }
  }

  private void isTakenOn(SparePostgres spare, String address, String id) throws IOException {
    Path credentials = Files.writeString(folder.resolve("credentials"), spare.uri() + "\n");
    String[] adopt = {"adopt", "--only", address, "--credentials", credentials.toString(), "--yes"};
    admin.delete(RULE); // As in an installation that is older than it.
    try {
      assertThat(ox(adopt)).as("%s%s", out, err).isEqualTo(ExitCode.DONE);
      assertThat(out.toString() + err)
          .contains("to be made: drill-overdue", "everything of it was read back")
          .doesNotContain(spare.password());

      JsonNode target = admin.get("/api/v1/targets?limit=100").path("items");
      assertThat(target.findValuesAsText("id")).contains(id);
      assertThat(admin.get("/api/v1/monitor/targets?limit=100").findValuesAsText("id"))
          .contains(id);
      JsonNode policy = admin.get("/api/v1/policies/" + id);
      assertThat(policy.path("targets").get(0).asText()).isEqualTo(id);
      assertThat(policy.path("drill").asText()).isEqualTo("monthly");
      assertThat(admin.get(RULE).path("enabled").asBoolean()).isTrue();
      int backups = total("/api/v1/backups");
      int policies = total("/api/v1/policies");

      assertThat(ox(adopt)).isEqualTo(ExitCode.DONE);
      assertThat(out.toString()).contains("It is a target already.").doesNotContain("proposed");
      assertThat(total("/api/v1/backups")).isEqualTo(backups);
      assertThat(total("/api/v1/policies")).isEqualTo(policies);
    } finally {
      admin.delete("/api/v1/policies/" + id);
      admin.delete("/api/v1/targets/" + id + "?force=true");
      admin.delete("/api/v1/monitor/targets/" + id);
    }
  }
}
