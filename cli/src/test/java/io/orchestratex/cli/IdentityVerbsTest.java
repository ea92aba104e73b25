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

/** Users by name, passwords by file alone, keys printed once. */
class IdentityVerbsTest {

  private static final String ANN = "8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10";

  private final StubGateway gateway = new StubGateway();
  private final StringWriter out = new StringWriter();

  @TempDir private Path folder;

  @BeforeEach
  void teach() {
    gateway.at("/api/v1/auth/token", StubGateway.tokens("fresh"));
    gateway.at(
        "/api/v1/people",
        "{\"items\":[{\"id\":\"1b4e28ba-2fa1-4d1d-883f-0016d3cca427\",\"username\":\"annabel\"},{\"id\":\""
            + ANN
            + "\",\"username\":\"ann\"}],\"paging\":{\"limit\":100,\"offset\":0,\"total\":2}}");
    new Gateway(URI.create(gateway.address()), Credentials.ofUser()).login("admin", "secret");
  }

  @AfterEach
  void stop() {
    Credentials.ofUser().remove(gateway.address());
    gateway.close();
  }

  private int ox(String... arguments) {
    CommandLine ox = Ox.commandLine();
    ox.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--gateway");
    all.add(gateway.address());
    return ox.execute(all.toArray(String[]::new));
  }

  private String lastRequest() {
    return gateway.requests().getLast();
  }

  @Test
  void addsAUserWithThePasswordOfAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "long-enough-1\nsecond line\n");

    assertThat(
            ox(
                "user",
                "add",
                "ann",
                "--role",
                "operator",
                "--role",
                "analyst",
                "--email",
                "a@b.example",
                "--password-file",
                file.toString()))
        .as(out.toString())
        .isEqualTo(ExitCode.DONE);

    assertThat(lastRequest())
        .isEqualTo(
            "POST /api/v1/users {\"username\":\"ann\",\"roles\":[\"operator\",\"analyst\"],"
                + "\"email\":\"a@b.example\",\"password\":\"long-enough-1\"}");
  }

  @Test
  void asksForAPasswordOnlyAtATerminal() {
    assertThat(ox("user", "add", "ann", "--role", "operator")).isEqualTo(ExitCode.USAGE);

    assertThat(out.toString()).contains("--password-file");
    assertThat(lastRequest()).doesNotContain("/api/v1/users");
  }

  @Test
  void findsAUserByTheWholeNameInEitherCase() {
    assertThat(ox("user", "change", "ANN", "--enabled=false", "--role", "agent"))
        .as(out.toString())
        .isEqualTo(ExitCode.DONE);
    assertThat(lastRequest())
        .isEqualTo("PATCH /api/v1/users/" + ANN + " {\"roles\":[\"agent\"],\"enabled\":false}");

    assertThat(ox("user", "delete", "an")).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(out.toString()).contains("There is no user called an.");
    assertThat(gateway.requests()).noneMatch(request -> request.startsWith("DELETE"));
  }

  @Test
  void changesNothingWhenNothingIsNamed() {
    assertThat(ox("user", "change", "ann")).isEqualTo(ExitCode.USAGE);

    assertThat(out.toString()).contains("Say what to change");
  }

  @Test
  void assignsACaseByName() {
    assertThat(ox("case", "update", "c1", "--assignee", "ann")).isEqualTo(ExitCode.DONE);
    assertThat(lastRequest()).isEqualTo("PATCH /api/v1/cases/c1 {\"assignee\":\"" + ANN + "\"}");

    assertThat(
            ox(
                "case",
                "open",
                "Disk full",
                "--severity",
                "high",
                "--assignee",
                ANN,
                "--tag",
                "disk"))
        .isEqualTo(ExitCode.DONE);
    assertThat(lastRequest())
        .isEqualTo(
            "POST /api/v1/cases {\"title\":\"Disk full\",\"severity\":\"high\",\"assignee\":\""
                + ANN
                + "\",\"tags\":[\"disk\"]}");
  }

  @Test
  void listsCasesWithTheNamesOfPeople() {
    gateway.at(
        "/api/v1/cases",
        "{\"items\":[{\"id\":\"c1\",\"assignee\":\""
            + ANN
            + "\"},{\"id\":\"c2\",\"assignee\":\"gone\"}],\"paging\":{\"total\":2}}");

    assertThat(ox("case", "list")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).contains("ann", "gone").doesNotContain(ANN);
  }

  @Test
  void printsAKeyOnceAndAlone() {
    gateway.at("/api/v1/api-keys", "{\"id\":\"k1\",\"key\":\"ox_secret\",\"name\":\"nightly\"}");

    assertThat(ox("api-key", "create", "nightly", "--role", "operator")).isEqualTo(ExitCode.DONE);

    assertThat(lastRequest())
        .isEqualTo("POST /api/v1/api-keys {\"name\":\"nightly\",\"roles\":[\"operator\"]}");
    assertThat(out.toString().lines()).contains("ox_secret");
  }
}
