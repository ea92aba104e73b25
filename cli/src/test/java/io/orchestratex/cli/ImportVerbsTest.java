package io.orchestratex.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.cli.access.Credentials;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code ox backup import} and {@code --vault}: what is sent, and what is not. */
class ImportVerbsTest {

  private static final String IMPORT = "/api/v1/backups/import";
  private static final String ID = "20260101_000000";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubGateway gateway;

  @BeforeEach
  void start() {
    String backup = "{\"id\":\"" + ID + "\",\"state\":\"succeeded\",\"parts\":[]}";
    gateway =
        new StubGateway()
            .at("/api/v1/auth/token", StubGateway.tokens("fresh"))
            .at(IMPORT, "{\"max_bytes\":1000,\"room_bytes\":20}")
            .at(IMPORT + "/upload", backup)
            .at("/api/v1/backups/" + ID, backup);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private int ox(String... arguments) {
    CommandLine ox = Ox.commandLine();
    ox.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    URI address = URI.create(gateway.address());
    new Gateway(address, Credentials.ofUser()).login("ann", "secret");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--gateway", address.toString()));
    try {
      return ox.execute(all.toArray(String[]::new));
    } finally {
      Credentials.ofUser().remove(address.toString());
    }
  }

  private List<String> changes() {
    return gateway.addresses().stream()
        .filter(each -> !each.startsWith("GET ") && !each.contains("/auth/"))
        .toList();
  }

  @Test
  void anArchiveIsUploadedOnceThereIsRoomForIt() throws IOException {
    Path dump = Files.writeString(folder.resolve("a b.archive"), "a dump");

    assertThat(
            ox("backup", "import", dump.toString(), "--target", "mongodb", "--upload", "--detach"))
        .isEqualTo(ExitCode.DONE);

    assertThat(changes())
        .containsExactly("POST " + IMPORT + "/upload?target=mongodb&name=a%20b.archive");
    assertThat(gateway.requests()).contains("POST " + IMPORT + "/upload a dump");
    assertThat(out.toString()).contains("Uploading", "Backup " + ID);
  }

  @Test
  void whatFindsNoRoomIsNotSent() throws IOException {
    Path dump = Files.writeString(folder.resolve("large.archive"), "x".repeat(21));

    assertThat(ox("backup", "import", dump.toString(), "--target", "mongodb", "--upload"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(ox("backup", "import", folder.toString(), "--target", "mongodb", "--upload"))
        .isEqualTo(ExitCode.USAGE);

    assertThat(err.toString())
        .contains("20 B can be uploaded now", "is a folder, and one file is uploaded");
    assertThat(changes()).isEmpty();
  }

  @Test
  void aFileOfThisMachineStaysWhereItIsWhileTheGatewayIsHereToo() throws IOException {
    Path dump = Files.writeString(folder.resolve("here.archive"), "a dump");

    ox("backup", "import", dump.toString(), "--target", "mongodb", "--detach");

    assertThat(changes()).containsExactly("POST " + IMPORT);
  }

  @Test
  void oneVaultIsNamed() {
    gateway.at(
        "/api/v1/backups/" + ID,
        "{\"id\":\""
            + ID
            + "\",\"vault\":\"default\",\"verification\":{\"state\":\"succeeded\"},"
            + "\"copy_verification\":{\"state\":\"failed\",\"failure\":\"a pack is missing\"}}");
    gateway.at("/api/v1/backups/" + ID + "/verify", "{\"vault\":\"default\"}");

    assertThat(ox("backup", "verify", ID, "--vault", "offsite")).isEqualTo(ExitCode.FAILED);
    assertThat(ox("backup", "verify", ID, "--vault", "default")).isEqualTo(ExitCode.DONE);
    ox("restore", "plan", ID, "--vault", "offsite");
    ox("drill", "run", ID, "--vault", "offsite", "--dry-run");

    assertThat(err.toString()).contains("a pack is missing. The copy is made again.");
    assertThat(changes())
        .contains(
            "POST /api/v1/backups/" + ID + "/verify?vault=offsite",
            "POST /api/v1/backups/" + ID + "/verify?vault=default");
    assertThat(gateway.requests())
        .filteredOn(each -> each.contains("/restores ") || each.contains("/drills "))
        .hasSize(2)
        .allMatch(each -> each.contains("\"vault\":\"offsite\""));
  }
}
